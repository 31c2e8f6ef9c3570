"""My programme in my own calendar: the address to subscribe to, as a button, a text and a code to scan."""

import io

from delegation.fact import Fact
from portal.web.delegates.visit import MinePage

DARK, LIGHT = "#000000", "#ffffff"
"""Whatever the page's colours are: cameras want dark on light."""


class QrPicture(Fact):
    """An SVG of our own, with no text in it but escaped: templates take it as it is."""

    svg: str

    def __html__(self) -> str:
        return self.svg


class CalendarPage(MinePage):
    """The facts of `templates/portal/mine-calendar.html`."""

    feed: str
    """Empty where no letter told an address yet."""
    webcal: str
    code: QrPicture | None
    """Of `webcal`; None where there is no address yet."""
    is_published: bool
    expected_at: str


def qr_picture(text: str, title: str, describes: str) -> QrPicture:
    """`text` as a QR code, an SVG picture that says what it is."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        border=4,
        scale=4,
        dark=DARK,
        light=LIGHT,
        xmldecl=False,
        svgns=False,
        title=title,
        desc=describes,
        svgclass=None,
        lineclass=None,
        omitsize=True,
    )
    return QrPicture(svg=out.getvalue().decode())
