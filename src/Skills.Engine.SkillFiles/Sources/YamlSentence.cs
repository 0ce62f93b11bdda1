namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Describes a fault to the author of the file.</summary>
internal static class YamlSentence
{
    public static string For(YamlFaultPlace place) => place.Fault switch
    {
        YamlFault.Tab => "A tab indents this line. YAML takes spaces only.",
        YamlFault.OpenBracket => "This bracket is not closed. Close it, or write the value on indented lines.",
        YamlFault.BrokenList => "This list is not closed, or a comma is missing.",
        YamlFault.BrokenMapping => "This mapping is not closed, or a comma is missing. Templates such as {{ name }} must be quoted.",
        YamlFault.OpenQuote => "This quotation mark is not closed.",
        YamlFault.QuoteIndentation => "This quotation mark is not closed on its line, and the next line is not indented.",
        YamlFault.QuoteEndsBelow => "The text that begins at this quotation mark ends only lines below, where YAML cannot go on. Is it closed where it should be?",
        YamlFault.UnknownEscape => "A backslash in double quotes begins no known escape here. Double it, or use single quotes.",
        YamlFault.ReservedStart => $"Text cannot begin with '{place.Found}' here: YAML keeps that for itself. Put the text in quotes or behind '|'.",
        YamlFault.BlockHeader => $"Nothing but a comment may follow '{place.Found}' on its line. Begin the text on the next line, indented.",
        YamlFault.BlockIndentation => "The first line of this block is indented deeper than those after it. Indent all alike.",
        YamlFault.NoSpaceAfterColon => "A space is missing after this colon.",
        YamlFault.MissingColon => "A ':' is missing after this word, or the line should be indented so that it continues the value above.",
        YamlFault.SecondColon => "A second ': ' on this line, or a line indented deeper than the one it belongs to. Quote the value, or fix the indentation.",
        YamlFault.ListOnKeyLine => "A list cannot begin on the line of its key. Put '- …' on a line of its own.",
        YamlFault.EntryExpected => "An entry of the list was expected here ('- …'). Check the indentation of this line and the one before.",
        YamlFault.TextAfterValue => "The value ends before this text. Put the whole value in quotes, and double each single quote inside.",
        YamlFault.ValueExpected => "A value was expected here.",
        _ => "A key was expected here. Check the indentation of this line and the one before, and whether a value needs quotes.",
    };
}
