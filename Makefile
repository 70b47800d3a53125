# All commands live in ./run, which also works without make.
.PHONY: demo test check bench train setup
demo test check bench train setup:
	@./run $@
