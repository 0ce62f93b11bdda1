namespace Skills.Engine.SkillFiles.Sources;

/// <summary>The kinds of fault that keep a YAML text from being read.</summary>
internal enum YamlFault
{
    /// <summary>A tab indents a line.</summary>
    Tab,

    /// <summary>A bracket that nothing closes.</summary>
    OpenBracket,

    /// <summary>A comma is missing in a list in brackets, or the list is not closed.</summary>
    BrokenList,

    /// <summary>A comma is missing in a mapping in braces, or the mapping is not closed.</summary>
    BrokenMapping,

    /// <summary>A quotation mark that nothing closes.</summary>
    OpenQuote,

    /// <summary>A quoted text goes on in a line that is not indented.</summary>
    QuoteIndentation,

    /// <summary>A quoted text ends lines below, where YAML cannot go on.</summary>
    QuoteEndsBelow,

    /// <summary>A backslash in double quotes that begins no escape.</summary>
    UnknownEscape,

    /// <summary>A plain text begins with a character that means something else.</summary>
    ReservedStart,

    /// <summary>Text behind <c>|</c> or <c>&gt;</c> on the same line.</summary>
    BlockHeader,

    /// <summary>The first line of a block text is indented deeper than those after it.</summary>
    BlockIndentation,

    /// <summary>A colon without the space that makes it end a key.</summary>
    NoSpaceAfterColon,

    /// <summary>A word that should be a key has no colon.</summary>
    MissingColon,

    /// <summary>A colon where the line or the value already had one.</summary>
    SecondColon,

    /// <summary>A list begins on the line of its key.</summary>
    ListOnKeyLine,

    /// <summary>A line among the entries of a list is no entry.</summary>
    EntryExpected,

    /// <summary>Text follows a value that has ended.</summary>
    TextAfterValue,

    /// <summary>A comma or a closing bracket where a value should be.</summary>
    ValueExpected,

    /// <summary>None of the others: something is here that is no key.</summary>
    KeyExpected,
}
