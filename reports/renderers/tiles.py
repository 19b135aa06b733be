"""Where the parts of a country stand on a map of equal tiles.

A tile map claims no borders: each part is one square, roughly where it lies. A country without a
map of its own has its tiles in the order of their codes.
"""

# ISO 3166-2 codes without the country, as they lie from north-west to south-east.
MAPS = {
    "MX": """
        BCN SON CHH COA  .   .   .   .   .   .
        BCS SIN DUR ZAC NLE TAM  .   .   .   .
         .  NAY AGU GUA SLP  .   .   .   .  YUC
         .  JAL MIC QUE HID VER TAB  .  CAM ROO
         .  COL GRO MEX CMX TLA PUE CHP  .   .
         .   .   .   .  MOR OAX  .   .   .   .
    """,
}
IN_A_ROW = 8


def tiles(codes):
    """(column, row) of each code, from 0 at the top left."""
    country = codes[0].partition("-")[0] if codes else ""
    placed = {
        f"{country}-{name}": (column, row)
        for row, line in enumerate(MAPS.get(country, "").split("\n")[1:])
        for column, name in enumerate(line.split())
        if name != "."
    }
    if set(codes) <= set(placed):
        return {code: placed[code] for code in codes}
    return {code: (n % IN_A_ROW, n // IN_A_ROW) for n, code in enumerate(sorted(codes))}
