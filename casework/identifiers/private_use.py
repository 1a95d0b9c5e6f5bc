"""Characters that older GB files put in Unicode's private use area, and their real places.

Source: GB 18030-2022 and its comparison with the 2000 and 2005 editions.
"""

# What the 2005 edition (and so Python's codec) still decodes to private use.
_OF_2005 = {
    0xE78D: 0xFE10,
    0xE78E: 0xFE12,
    0xE78F: 0xFE11,
    0xE790: 0xFE13,
    0xE791: 0xFE14,
    0xE792: 0xFE15,
    0xE793: 0xFE16,
    0xE794: 0xFE17,
    0xE795: 0xFE18,
    0xE796: 0xFE19,
    0xE7C7: 0x1E3F,
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE864: 0x9FBB,
}


def _of_gbk() -> dict[int, int]:
    """GBK's rows FE50–FEA0 (without FE7F), which it numbered from U+E815 on."""
    second_bytes = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]
    return {
        0xE815 + index: ord(bytes((0xFE, byte)).decode("gb18030"))
        for index, byte in enumerate(second_bytes)
    }


CODE_POINTS: dict[int, int] = _of_gbk() | _OF_2005
"""Private-use code point → assigned code point, for ``str.translate``."""
