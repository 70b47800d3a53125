"""Web pages with what of them is content, as the sites of programmes are built; places and organisations are invented."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page with words that are content, words that are not, and its headings, list items and table rows in order."""

    name: str
    html: str
    keep: tuple[str, ...]
    drop: tuple[str, ...]
    headings: tuple[tuple[int, str], ...] = ()
    items: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


LEAD = "The Agency of Lindau Valley lends machines to farms that cannot buy them alone, for a small fee each day."
COST = "The service costs EUR 120.000 a year, of which the valley pays one half and the farms the other."
PROOF = "After three years 240 farms take part and 35 % fewer machines stand idle than before."
RISK = "In the first winter two machines broke down because nobody had been shown how to keep them."
NEXT = "Two other valleys copied the service in 2019 with the same contract and the same price list."
MENU = "".join(f"<li><a href='/{w}'>{w}</a></li>" for w in ("Home", "Programme", "Projects", "Library", "News", "Events"))
COOKIES = "We use cookies to give you the best experience of our site and to count our visitors. You can refuse them."
FOOT = "Joint Secretariat, 12 Harbour Road, all rights reserved, legal notice and accessibility statement"


def _cms() -> LabelledPage:
    html = f"""<!doctype html><html lang=en><head><title>Machines on loan | Lindau Programme</title>
<style>.x{{}}</style></head><body class="path-node page-node-type-practice">
<a class="visually-hidden focusable skip-link" href="#main-content">Skip to main content</a>
<div class="eu-cookie-compliance-banner"><p>{COOKIES}</p><button>Accept all</button></div>
<div class="layout-container"><header role=banner><div class=region-header><ul class=menu>{MENU}</ul></div></header>
<div class="region region-breadcrumb"><nav class=breadcrumb><ol><li>Home</li><li>Practices</li></ol></nav></div>
<div class="region region-content"><div class=block><h1 class=page-title><span>Machines on loan</span></h1></div>
<div class=node__content><div class="field field--name-body"><p>{LEAD}</p></div>
<div class="field"><div class="field__label">Resources needed</div><div class=field__item>{COST}</div></div>
<div class="field"><div class="field__label">Evidence of success</div><div class=field__item>{PROOF}</div></div>
<div class="social-sharing"><span>Share this practice</span></div></div></div>
<aside class="region region-sidebar-second"><h2>Related practices</h2><ul><li>Bees on roofs</li></ul></aside>
<footer role=contentinfo><p>{FOOT}</p></footer></div></body></html>"""
    return LabelledPage(
        "cms",
        html,
        (LEAD, COST, PROOF),
        (COOKIES, FOOT, "Related practices", "Bees on roofs", "Skip to main", "Share this practice", "Library"),
        ((1, "Machines on loan"), (2, "Resources needed"), (2, "Evidence of success")),
    )


def _news() -> LabelledPage:
    html = f"""<html lang=en><head><title>Machines on loan – Lindau News</title></head><body class="single-post">
<div id=page><div id=masthead><div class=site-branding>Lindau News</div><ul id=primary-menu>{MENU}</ul></div>
<div id=content><div id=primary><article class="post hentry"><h1 class=entry-title>Machines on loan</h1>
<div class=entry-meta>Posted on 4 May 2021 in <a>Farming</a></div><div class=entry-content><p>{LEAD}</p>
<h2>What it takes</h2><p>{COST}</p><ul><li>one contract for all farms</li><li>two mechanics<ol><li>one of them
on call</li></ol></li></ul><blockquote><p>{PROOF}</p></blockquote></div>
<div class="sharedaddy sd-sharing">Tweet this article</div></article>
<div id=comments class=comments-area><h2>Leave a reply</h2><p>Your email address will not be published.</p></div>
<article class=teaser><h3>Other news: a new bridge over the river</h3><p>The bridge opened on Monday with a band.</p>
</article></div><div id=secondary class=widget-area><h2 class=widget-title>Recent posts</h2><ul><li>Bees on roofs</li>
</ul></div></div><div id=colophon class=site-footer>{FOOT}</div></div></body></html>"""
    return LabelledPage(
        "news",
        html,
        (LEAD, COST, PROOF),
        (FOOT, "Recent posts", "Bees on roofs", "Leave a reply", "will not be published", "Tweet this", "Library"),
        ((1, "Machines on loan"), (2, "What it takes")),
        ("one contract for all farms", "two mechanics", "one of them on call"),
    )


def _record() -> LabelledPage:
    rows = "".join(
        f"<tr><td>{n}</td><td>{c}</td><td>{b}</td></tr>"
        for n, c, b in (("Agency of Lindau Valley", "Austria", "60.000"), ("School of Farming", "Germany", "40.000"))
    )
    html = f"""<html><head><title>Project</title></head><body><div class="top-bar">{MENU}</div><div class=wrapper>
<h1>Machines on loan</h1><div role=tablist><button aria-controls=t1>About</button><button aria-controls=t2>Partners
</button></div><div id=t1 role=tabpanel><dl><dt>Programme</dt><dd>Lindau cross-border</dd><dt>Summary</dt>
<dd>{LEAD}</dd><dt>Results</dt><dd>{PROOF}</dd></dl></div><div id=t2 role=tabpanel hidden><h2>Partners</h2>
<table><thead><tr><th>Partner</th><th>Country</th><th>Budget</th></tr></thead><tbody>{rows}</tbody></table></div>
<p hidden>Your session has expired, log in again.</p><div style="display: none">Loading the map of partners</div>
<div class=feedback-form><form><label>Did you find this useful?</label><textarea></textarea></form></div></div>
<div class=footer>{FOOT}</div></body></html>"""
    return LabelledPage(
        "record",
        html,
        (LEAD, PROOF, "Lindau cross-border"),
        (FOOT, "session has expired", "Loading the map", "find this useful", "Library"),
        ((1, "Machines on loan"), (2, "Programme"), (2, "Summary"), (2, "Results"), (2, "Partners")),
        rows=("Partner Country Budget", "Agency of Lindau Valley Austria 60.000", "School of Farming Germany 40.000"),
    )


def _old_tables() -> LabelledPage:
    html = f"""<html><head><title>Machines on loan</title></head><body bgcolor=white><table width=780><tr><td colspan=2>
<img src=logo.gif alt="Lindau Programme"></td></tr><tr><td width=150><font size=1><a href=a>Home</a><br><a href=b>Projects
</a><br><a href=c>Library</a></font></td><td><h2>Machines on loan</h2><font size=2><p>{LEAD}<p>{COST}<p><b>Evidence of
success</b><br>{PROOF}</font><ul><li>one contract</li><li>two mechanics</li></ul></td></tr><tr><td colspan=2><font size=1>
{FOOT}</font></td></tr></table></body></html>"""
    return LabelledPage(
        "old-tables",
        html,
        (LEAD, COST, PROOF),
        (FOOT, "Library"),
        ((2, "Machines on loan"),),
        ("one contract", "two mechanics"),
    )


def _div_soup() -> LabelledPage:
    links = "".join(f"<div class=css-8x><a href=/{w}>{w}</a></div>" for w in ("Home", "Projects", "Library", "Contact us"))
    html = f"""<html lang=en><head><title>Lindau</title></head><body><div id=root><div class=css-1q><div class=css-2w>{links}
</div></div><div class=css-9k><div class=css-3e><h1 class=css-t>Machines on loan</h1><div class=css-p>{LEAD}</div>
<div class=css-p>{COST}</div><h3 class=css-s>Evidence</h3><div class=css-p>{PROOF}</div><div class=css-p>{RISK}</div></div>
</div><div class=css-77><div class=css-78><a href=/l>Legal notice</a> <a href=/a>Accessibility</a> <a href=/p>Privacy</a>
</div></div><div class="css-90"><div>{COOKIES}</div><a role=button>Accept</a> <a role=button>Refuse</a></div></div>
</body></html>"""
    return LabelledPage(
        "div-soup",
        html,
        (LEAD, COST, PROOF, RISK),
        (COOKIES, "Library", "Legal notice", "Privacy"),
        ((1, "Machines on loan"), (3, "Evidence")),
    )


def _list() -> LabelledPage:
    entries = (("Machines on loan", LEAD), ("Bees on roofs", PROOF), ("A bus at night", NEXT), ("Seeds for all", RISK))
    cards = "".join(
        f"<div class=card><h3><a href=x>{t}</a></h3><p class=date>{i} May 2021</p><p>{p}</p><a href=x>Read more</a></div>"
        for i, (t, p) in enumerate(entries, 1)
    )
    html = f"""<html lang=en><head><title>Practices</title></head><body><header><nav><ul>{MENU}</ul></nav></header>
<div class="main-content"><h1>Good practices of the valley</h1><div class=filters><form><select><option>All topics</option>
</select></form></div>{cards}<ul class=pagination><li>1</li><li>2</li><li>Next page</li></ul></div>
<footer><p>{FOOT}</p></footer></body></html>"""
    return LabelledPage(
        "list",
        html,
        tuple(text for _, text in entries),
        (FOOT, "All topics", "Next page", "Library"),
        ((1, "Good practices of the valley"), *((3, title) for title, _ in entries)),
    )


def _banner() -> LabelledPage:
    html = f"""<html lang=en><head><title>Machines on loan</title></head><body><div id=CybotCookiebotDialog><h2>This website
uses cookies</h2><p>{COOKIES}</p><p>Necessary cookies help to make a website usable by enabling basic functions like page
navigation and access to secure areas of the website.</p></div><div id=onetrust-banner-sdk><p>We value your privacy.</p></div>
<main><div class=breadcrumbs>Home / Practices</div><h1>Machines on loan</h1><p>{LEAD}</p>
<details><summary>Resources needed</summary><p>{COST}</p></details>
<div class=accordion><h3><button aria-expanded=false aria-controls=a1>Evidence of success</button></h3>
<div id=a1 class="accordion-collapse collapse" aria-hidden=true><p>{PROOF}</p></div></div>
<section class=related><h2>You may also like</h2><ul><li>Bees on roofs</li></ul></section>
<p><a href=#top>Back to top</a></p></main><div class=mobile-only aria-hidden=true><p>{LEAD}</p></div>
<footer>{FOOT}</footer></body></html>"""
    return LabelledPage(
        "banner",
        html,
        (LEAD, COST, PROOF),
        (COOKIES, FOOT, "We value your privacy", "Necessary cookies", "You may also like", "Bees on roofs"),
        ((1, "Machines on loan"), (2, "Resources needed"), (3, "Evidence of success")),
    )


def _word_export() -> LabelledPage:
    html = f"""<html><head><meta charset=utf-8><title>Report</title></head><body lang=EN-GB><div class=WordSection1>
<h1>Report on machines</h1><p class=MsoNormal>{LEAD}</p><h2>Costs</h2><p class=MsoNormal>{COST}<a href=#_ftn1><sup>[1]</sup>
</a></p><h3>Who pays</h3><ul><li class=MsoNormal>the valley</li><li class=MsoNormal>the farms<ul><li>large ones</li>
<li>small ones</li></ul></li></ul><table class=MsoTableGrid><tr><td><p>Year</p></td><td><p>Farms</p></td></tr><tr><td>
<p>2019</p></td><td><p>120</p></td></tr><tr><td><p>2021</p></td><td><p>240</p></td></tr></table><h2>What went wrong</h2>
<p class=MsoNormal>{RISK}</p><div id=ftn1><p class=MsoFootnoteText>[1] Without the work of volunteers in the first year.</p>
</div></div></body></html>"""
    return LabelledPage(
        "word-export",
        html,
        (LEAD, COST, RISK, "Without the work of volunteers in the first year."),
        (),
        ((1, "Report on machines"), (2, "Costs"), (3, "Who pays"), (2, "What went wrong")),
        ("the valley", "the farms", "large ones", "small ones"),
        ("Year Farms", "2019 120", "2021 240"),
    )


def _french() -> LabelledPage:
    texts = (
        "La commune prête des machines aux exploitations qui ne peuvent pas les acheter seules, pour un prix modique.",
        "Le service coûte 120 000 euros par an, dont la moitié est payée par la vallée et l'autre par les fermes.",
        "Au bout de trois ans, 240 exploitations participent et 35 % de machines en moins restent à l'arrêt.",
    )
    banner = "En poursuivant votre navigation, vous acceptez l'utilisation de traceurs à des fins de mesure d'audience."
    html = f"""<html lang=fr><head><title>Des machines à prêter - Vallée</title></head><body><div class=bandeau-rgpd><p>{banner}
</p></div><div class=entete><ul class=nav-principale><li>Accueil</li><li>Projets</li><li>Actualités</li></ul></div>
<div id=contenu><div class=fil-ariane>Vous êtes ici : Accueil &gt; Projets</div><h1>Des machines à prêter</h1>
<p class=chapo>{texts[0]}</p><h2>Moyens</h2><p>{texts[1]}</p><h2>Résultats</h2><p>{texts[2]}</p>
<div class=partage>Partager sur les réseaux</div></div><div class=colonne-droite><h2>À lire aussi</h2><ul><li>
<a href=x>Des abeilles sur les toits</a></li></ul></div><div class=pied>Mentions légales - Plan du site</div></body></html>"""
    return LabelledPage(
        "french",
        html,
        texts,
        (banner, "Actualités", "À lire aussi", "abeilles sur les toits", "Mentions légales", "Partager sur"),
        ((1, "Des machines à prêter"), (2, "Moyens"), (2, "Résultats")),
    )


def _several() -> LabelledPage:
    parts = (("Machines on loan", LEAD, PROOF), ("Bees on roofs", NEXT, RISK))
    body = "".join(
        f"<section id=p{i}><h2>{t}</h2><p>{a}</p><h3>Evidence of success</h3><p>{b}</p></section>"
        for i, (t, a, b) in enumerate(parts)
    )
    html = f"""<html lang=en><head><title>Handbook</title></head><body><div id=sidebar-toc><ul><li><a href=#p0>Machines on loan
</a></li><li><a href=#p1>Bees on roofs</a></li></ul></div><div id=handbook><h1>Handbook of the valley</h1><p>{COST}</p>{body}
</div><div id=page-footer>{FOOT}</div></body></html>"""
    return LabelledPage(
        "several",
        html,
        (COST, LEAD, PROOF, NEXT, RISK),
        (FOOT,),
        (
            (1, "Handbook of the valley"),
            *((2, "Machines on loan"), (3, "Evidence of success"), (2, "Bees on roofs"), (3, "Evidence of success")),
        ),
    )


def pages() -> tuple[LabelledPage, ...]:
    """All of them."""
    makers = (_cms, _news, _record, _old_tables, _div_soup, _list, _banner, _word_export, _french, _several)
    return tuple(make() for make in makers)
