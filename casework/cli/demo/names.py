"""Invented names: of every length, of several peoples, one or the other with a rare character."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from casework.cli.demo.dice import Dice

MALE, FEMALE = "1", "2"

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤单仇解查朴盖乐翟缪"
)
#: The first of them bear half of all families.
_COMMON_SURNAMES = 20
_DOUBLE_SURNAMES = ("欧阳", "上官", "诸葛", "司马", "慕容", "尉迟", "令狐", "皇甫", "张简", "范姜")
#: Characters that a keyboard seldom offers and older files lose.
_RARE = "䶮𬍛㛃𣲗𬎆堃喆㑇𠅤龘"

_CHILD = {
    MALE: "浩宇轩泽俊梓子涵宸睿博文嘉铭晨阳天佑一诺家豪思远景明志航星辰皓然乐逸承安",
    FEMALE: "欣怡雨桐梦琪诗涵雅婷思颖梓萱语嫣可馨若曦佳慧静雯晓彤美琳紫涵悦心妍依诺",
}
_PARENT = {
    MALE: "伟强磊军勇杰涛斌超鹏辉刚健明亮飞平波峰龙旭东国华志建",
    FEMALE: "丽敏静霞娟艳芳燕玲娜秀英婷慧红梅琴云洁莉雪萍春花凤兰",
}
_ELDER = {
    MALE: "德福贵根生发财满仓长顺有才祥林金水木宝山国富春广忠义",
    FEMALE: "秀英桂兰玉珍凤淑芬素清翠菊莲香云桃巧妹月娥金花",
}

#: Given names of peoples who write the father's name, or a family's, after a dot; with their code.
_DOTTED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "05": {
        MALE: ("买买提", "艾力", "吐尔逊", "阿卜杜热合曼", "库尔班江", "伊力亚尔", "麦麦提明"),
        FEMALE: ("阿依古丽", "热依汗古丽", "帕提古丽", "米热姑丽", "古丽巴哈尔", "祖力皮耶"),
    },
    "04": {
        MALE: ("扎西顿珠", "格桑罗布", "丹增晋美", "次仁多吉"),
        FEMALE: ("卓玛拉姆", "德吉央宗", "白玛曲珍", "达瓦卓嘎"),
    },
    "17": {
        MALE: ("叶尔肯别克", "巴合提江", "努尔苏勒坦", "哈力木拉提"),
        FEMALE: ("阿依努尔", "古丽娜孜", "加依娜尔", "玛依拉古丽"),
    },
    "07": {
        MALE: ("木呷", "拉伙", "阿古日者", "尔古"),
        FEMALE: ("阿果", "尔西莫", "阿依扎莫", "布西木"),
    },
}
_LONG_FATHER = "阿卜杜喀迪尔江"
_HAN = "01"
#: Peoples who bear names like the Han.
_SAME_NAMES = {"01": 0.93, "03": 0.02, "06": 0.02, "15": 0.02, "11": 0.01}


class Naming(Protocol):
    """How the members of one family are called."""

    ethnic_group: str

    def child(self, dice: Dice, sex: str) -> str: ...
    def father(self) -> str: ...
    def mother(self, dice: Dice) -> str: ...
    def elder(self, dice: Dice, sex: str) -> str: ...


class Surnamed:
    """A surname before one or two characters."""

    def __init__(self, dice: Dice, *, rare: bool) -> None:
        self.ethnic_group = dice.share(_SAME_NAMES)
        self.rare = rare
        self.surname = dice.one(_DOUBLE_SURNAMES) if dice.happens(0.01) else _surname(dice)
        self._father = self.surname + _given(dice, _PARENT[MALE], 0.35)

    def child(self, dice: Dice, sex: str) -> str:
        given = _given(dice, _CHILD[sex], 0.12)
        return self.surname + (given[:-1] + dice.one(_RARE) if self.rare else given)

    def father(self) -> str:
        return self._father

    def mother(self, dice: Dice) -> str:
        return _surname(dice) + _given(dice, _PARENT[FEMALE], 0.3)

    def elder(self, dice: Dice, sex: str) -> str:
        surname = self.surname if sex == MALE else _surname(dice)
        return surname + _given(dice, _ELDER[sex], 0.05)


class Dotted:
    """A name of one's own, a dot, and the father's."""

    def __init__(self, dice: Dice, *, long: bool = False) -> None:
        self.ethnic_group = "05" if long else dice.one(tuple(_DOTTED))
        self.given = _DOTTED[self.ethnic_group]
        self.grandfather = dice.one(self.given[MALE])
        self.father_given = _LONG_FATHER if long else dice.one(self.given[MALE])

    def child(self, dice: Dice, sex: str) -> str:
        return f"{dice.one(self.given[sex])}·{self.father_given}"

    def father(self) -> str:
        return f"{self.father_given}·{self.grandfather}"

    def mother(self, dice: Dice) -> str:
        return f"{dice.one(self.given[FEMALE])}·{dice.one(self.given[MALE])}"

    def elder(self, dice: Dice, sex: str) -> str:
        return f"{dice.one(self.given[sex])}·{dice.one(self.given[MALE])}"


def naming(dice: Dice, *, rare: bool = False, long: bool = False) -> Naming:
    """Return how another family is called; ``rare`` or ``long`` where one is to be shown."""
    if long or (not rare and dice.happens(0.02)):
        return Dotted(dice, long=long)
    return Surnamed(dice, rare=rare or dice.happens(0.005))


def grown_up(dice: Dice, sex: str) -> str:
    """Return the name of somebody at work."""
    return _surname(dice) + _given(dice, _PARENT[sex], 0.2)


def _surname(dice: Dice) -> str:
    most = _COMMON_SURNAMES if dice.happens(0.5) else len(_SURNAMES)
    return _SURNAMES[dice.below(most)]


def _given(dice: Dice, characters: str, short: float) -> str:
    first = dice.one(characters)
    return first if dice.happens(short) else first + dice.one(characters)
