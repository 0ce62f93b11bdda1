namespace Skills.Replies.Parsing;

/// <summary>Every repair of notation the parser makes. <see cref="Repairs"/> says what each costs and loses.</summary>
internal enum RepairName : byte
{
    Comment,
    SpecialWhitespace,
    StrayComma,
    MissingComma,
    MissingColon,
    OddSeparator,
    UnquotedKey,
    UnquotedString,
    SingleQuotes,
    SmartQuotes,
    BacktickQuotes,
    TripleQuotes,
    DoubledQuotes,
    EscapedQuotes,
    FenceString,
    MissingOpeningQuote,
    MissingClosingQuote,
    UnescapedQuote,
    UnescapedControl,
    InvalidEscape,
    OverEscaped,
    TrimmedLineEnd,
    JoinedStrings,
    Literal,
    NumberNotation,
    CallStripped,
    Parentheses,
    DoubledBraces,
    SetToArray,
    MissingOpener,
    MissingCloser,
    MismatchedCloser,
    ExtraCloser,
    StrayFence,
    MergedTail,
    Ellipsis,
    StrayText,
    MissingValue,
    DuplicateKey,
    RepeatedKey,
    UnfinishedString,
    UnfinishedNumber,
    UnfinishedLiteral,
    UnfinishedKey,
    LoneSurrogate,
    EmptyDropped,
    Sequence,
    UnfinishedContainer,
}

/// <summary>What the parser's repairs cost and lose.</summary>
internal static class Repairs
{
    /// <summary>The name as written on an edit, such as <c>stray_comma</c>.</summary>
    public static string NameOf(RepairName repair) => Names[(int)repair];

    /// <summary>How much it takes from the reply.</summary>
    public static EditKind KindOf(RepairName repair) => LossOf(repair) != LossyRepairs.None ? EditKind.Lossy
        : repair is RepairName.Literal or RepairName.NumberNotation or RepairName.SetToArray ? EditKind.Typed
        : EditKind.Safe;

    /// <summary>The permission a lossy repair needs; none for the others.</summary>
    public static LossyRepairs LossOf(RepairName repair) => repair switch
    {
        RepairName.StrayText or RepairName.LoneSurrogate => LossyRepairs.Drop,
        RepairName.MissingValue => LossyRepairs.Fill,
        RepairName.DuplicateKey => LossyRepairs.Pick,
        RepairName.Ellipsis or RepairName.UnfinishedString or RepairName.UnfinishedNumber or RepairName.UnfinishedLiteral or RepairName.UnfinishedKey
            or RepairName.UnfinishedContainer => LossyRepairs.Truncate,
        _ => LossyRepairs.None,
    };

    /// <summary>The same for any edit, by its name.</summary>
    public static LossyRepairs LossOf(string name) => name switch
    {
        "rounded" => LossyRepairs.Round,
        "filled" or "null_to_empty" or "text_to_list" => LossyRepairs.Fill,
        "item_dropped" or "property_dropped" or "number_in_text" or "enum_in_text" or "boolean_in_text" => LossyRepairs.Drop,
        "item_picked" or "enum_picked" or "reading_picked" or "values_unread" => LossyRepairs.Pick,
        _ => Array.IndexOf(Names, name) is >= 0 and var index ? LossOf((RepairName)index) : LossyRepairs.None,
    };

    /// <summary>Its weight when readings are compared.</summary>
    public static double CostOf(RepairName repair) => repair switch
    {
        RepairName.Comment or RepairName.SpecialWhitespace or RepairName.StrayComma or RepairName.StrayFence or RepairName.TrimmedLineEnd => 0.1,
        RepairName.UnquotedKey or RepairName.SingleQuotes or RepairName.SmartQuotes or RepairName.BacktickQuotes or RepairName.TripleQuotes
            or RepairName.Literal or RepairName.UnescapedControl or RepairName.FenceString or RepairName.EscapedQuotes => 0.2,
        RepairName.MissingComma or RepairName.MissingCloser or RepairName.ExtraCloser or RepairName.UnquotedString or RepairName.NumberNotation
            or RepairName.UnfinishedContainer => 0.5,
        RepairName.StrayText or RepairName.MissingValue or RepairName.DuplicateKey => 5,
        RepairName.Ellipsis or RepairName.UnfinishedString or RepairName.UnfinishedNumber or RepairName.UnfinishedLiteral or RepairName.UnfinishedKey => 2,
        _ => 1,
    };

    private static readonly string[] Names = [.. Enum.GetNames<RepairName>().Select(SnakeCase)];

    private static string SnakeCase(string name) =>
        string.Concat(name.Select(static (c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
