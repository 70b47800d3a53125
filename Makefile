# All commands live in ./run, which also works without make.
.PHONY: demo test check bench setup
demo test check bench setup:
	@./run $@
