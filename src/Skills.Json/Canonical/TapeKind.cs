namespace Skills.Json.Canonical;

/// <summary>The kind of a row.</summary>
internal enum TapeKind : byte
{
    Object,
    Array,
    PlainText,
    EscapedText,
    Integer,
    OtherNumber,
    Literal,
}
