"""The words by which other documents say what a heading, a label or a table's column is about."""

from __future__ import annotations

import re
from enum import StrEnum

from sotsync.document.importing.models import Kind
from sotsync.document.tables import plain

__all__ = ["Role", "Topic", "is_aspect", "is_of_others", "kind_of_label", "role_of", "topic_of"]

_LEADING = re.compile(r"\A(?:[^\w`]+|\d+(?:\.\d+)*[.)]?\s+)+")


class Topic(StrEnum):
    """What the text below a heading or label inside a table's section is about."""

    NONE = "none"
    PURPOSE = "purpose"
    COLUMNS = "columns"
    INDEXES = "indexes"
    POLICIES = "policies"
    OTHER = "other"


class Role(StrEnum):
    """What a column of a Markdown table holds."""

    TABLE = "table"
    COLUMN = "column"
    INDEX = "index"
    POLICY = "policy"
    HUMAN = "human"
    EXAMPLE = "example"
    FACT = "fact"
    OTHER = "other"


_TOPICS = {
    Topic.PURPOSE: "purpose|description|overview|summary|about|purpose & context",
    Topic.COLUMNS: (
        "columns?|fields?|schema|structure|attributes?|field specifications?|table structure|"
        "key (?:columns?|fields?)|important (?:columns?|fields?)|main (?:columns?|fields?)|"
        "column definitions?|schema definition|definitions?|sql|sql schema|ddl|"
        "properties|(?:campos|colunas|columnas)(?: (?:principais|principales|clave|chave))?|"
        "(?:champs|colonnes)(?: (?:cl[eé]s|principa(?:ux|les)))?|(?:wichtige |wichtigste )?"
        "(?:spalten|felder)|поля|столбцы|(?:主要|关键|核心|重要)?(?:字段|列)(?:说明|列表|定义|结构)?|"
        "表结构|(?:主な)?カラム"
    ),
    Topic.INDEXES: (
        "ind(?:ex|exes|ices|izes)(?: & performance)?|key indexes|performance|[ií]ndices?|索引|"
        "индексы"
    ),
    Topic.POLICIES: (
        "(?:rls|row[- ]level security)(?: \\(rls\\))?(?: policies)?|policies|security|access(?: "
        "control)?|permissions|pol[ií]ticas(?: (?:de )?(?:rls|segurança|seguridad))?|"
        "行级安全(?:策略)?"
    ),
    Topic.OTHER: (
        "relationships?|relations|foreign keys?|constraints?|triggers?|functions?|notes?|examples?|"
        "usage|sample(?: data)?|business rules|rules|validation|enums?|values|references|"
        "referenced by|queries|example queries|common queries|migrations?|history|settings|"
        "migration history|version history|related(?: ids)?|tables?|views?|status|comments|events|"
        "features|roles|users|data|types?|todo|faq|changelog|setup|security notes"
    ),
}
_TOPIC_PATTERNS = {
    topic: re.compile(rf"(?:{words})\Z", re.IGNORECASE) for topic, words in _TOPICS.items()
}
_LABELS = {
    Kind.STORES: "purpose|description|what it stores|stores|summary|overview|about|descripción|"
    "descrição|beschreibung|zweck|propósito|proposito|finalidade|功能|用途|说明|描述|説明",
    Kind.WHY: "why it exists|why|rationale|reason",
    Kind.USE_CASES: "primary use cases|use cases?|usage|used for|used by|used in",
}
_LABEL_PATTERNS = {
    kind: re.compile(rf"(?:{words})\Z", re.IGNORECASE) for kind, words in _LABELS.items()
}
_ROLES = {
    Role.TABLE: "table|table name|tables|view|view name|entity|relation|model|tabelle|tabla|tabela|"
    "表名?|テーブル名?|таблица",
    Role.COLUMN: "column|columns|column name|field|fields|field name|attribute|attributes|"
    "attribute name|property|name|nombre|nome|campo|coluna|columna|spalte|feld|champ|colonne|字段|"
    "字段名|列名|カラム|"
    "カラム名|컬럼|поле",
    Role.INDEX: "index|index name",
    Role.POLICY: "policy|policy name",
    Role.HUMAN: "description|descriptions|desc|notes?|note|purpose|comments?|remarks?|details?|"
    "meaning|explanation|usage|what it stores|summary|info|information|beschreibung|zweck|inhalt|"
    "bedeutung|erläuterung|hinweise?|propósito|proposito|finalidade|contenido|conteúdo|notas|rôle|"
    "用途|含义|"
    "bemerkung|kommentar|descripción|descripcion|comentario|descrição|descricao|observação|"
    "remarque|commentaire|说明|描述|备注|注释|説明|備考|설명|описание|комментарий|الوصف",
    Role.EXAMPLE: "examples?|sample|example value|sample value|beispiel|ejemplo|exemplo|例|示例",
    Role.FACT: "type|data type|datatype|pg type|sql type|postgres type|column type|nullable|null|"
    "nulls?|null\\?|not null|required|req|mandatory|optional|default|default value|key|keys|pk|fk|"
    "primary key|foreign key|references|unique|index(?:ed)|size|length|extra definition|children|"
    "definition|command|operation|cmd|parents|(?:key )?relation(?:s|ships?)|related tables?|"
    "links? to|constraints?|约束|restricciones|"
    "restrições|einschränkungen|#|no|no\\.|tipo|typ|nulo|type de données|clé|clave|chave|schlüssel|"
    "字段类型|数据类型|类型|默认值?|是否(?:可|为)空|可空|必填|主键|外键|引用表|序号|型",
}
_ROLE_PATTERNS = {
    role: re.compile(rf"(?:{words})\Z", re.IGNORECASE) for role, words in _ROLES.items()
}


def _words(text: str) -> str:
    return _LEADING.sub("", plain(text)).strip(" :?()\uff1a\uff08\uff09").strip()


def topic_of(text: str) -> Topic:
    """What a heading or label of that text is about; ``NONE`` where its words say nothing."""
    words = _words(text)
    found = (topic for topic, pattern in _TOPIC_PATTERNS.items() if pattern.match(words))
    return next(found, Topic.NONE)


def kind_of_label(text: str) -> Kind | None:
    """The place that a labelled line (``Purpose: …``) is meant for; None for another label."""
    words = _words(text)
    return next((kind for kind, one in _LABEL_PATTERNS.items() if one.match(words)), None)


def role_of(title: str) -> Role:
    """What a Markdown table's column of that title holds."""
    words = _words(title)
    if not words:
        return Role.FACT
    return next((role for role, one in _ROLE_PATTERNS.items() if one.match(words)), Role.OTHER)


_ASPECT = re.compile(
    r"\b(?:ind(?:ex(?:es|ing)?|ices)|polic(?:y|ies)|rls|security|access|permissions?|relation\w*|"
    r"foreign|references?|triggers?|functions?|constraints?|cascade|migrations?|cardinalit\w*|"
    r"realtime|seed\w*|retention|performance|optimi[sz]ation\w*|quer(?:y|ies)|drop\w*|deprecat\w*|"
    r"notes?|remarks?|todo|examples?)\b",
    re.IGNORECASE,
)


def is_aspect(heading: str) -> bool:
    """Whether text about tables below that heading tells one side of them, not what they store."""
    return _ASPECT.search(heading) is not None and "table" not in heading.lower()


_OTHERS = re.compile(
    r"func|rpc|trigger|procedure|enum|\btip[oe]s?\b|\btypes?\b|bucket|storage|cron|api\b|endpoint|"
    r"script|migraci|migration|file|folder|component|hook|service",
    re.IGNORECASE,
)


def is_of_others(heading: str) -> bool:
    """Whether names below that heading are those of functions, types and the like."""
    return _OTHERS.search(heading) is not None and "table" not in heading.lower()
