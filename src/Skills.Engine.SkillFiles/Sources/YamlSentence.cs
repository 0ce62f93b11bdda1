namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Says what a YAML parser's message means for the author of the file.</summary>
internal static class YamlSentence
{
    private static readonly (string Contains, string Sentence)[] Sentences =
    [
        ("found unexpected end of stream", "This quotation mark is not closed."),
        ("quoted scalar, found wrong indentation", "This quotation mark is not closed on its line, and the next line is not indented."),
        ("unknown escape character", "A backslash in double quotes begins no known escape here. Double it, or use single quotes."),
        ("invalid mapping", "A second ': ' on this line, or a line indented deeper than the one it belongs to. Quote the value, or mend the indentation."),
        ("cannot start any token", "This character cannot begin a plain value. Put the value in quotes."),
        ("did not find expected '-' indicator", "An entry of the list was expected here ('- …'). Check the indentation of this line and the one before."),
        ("did not find expected key", "A key was expected here. Check the indentation of this line and the one before, and whether a value needs quotes."),
        ("did not find expected ',' or ']'", "This list is not closed, or a comma is missing."),
        ("did not find expected ',' or '}'", "This mapping is not closed, or a comma is missing. Templates such as {{ name }} must be quoted."),
        ("did not find expected node content", "A value was expected here."),
        ("Block sequence entries are not allowed", "A list cannot begin on the line of its key. Put '- …' on a line of its own."),
        ("mapping values are not allowed", "A second ': ' on this line. Quote the value."),
        ("could not find expected ':'", "A key without ': '. Add it, or indent the line so that it continues the value above."),
        ("literal block scalar", "The first line of this block is indented deeper than those after it. Indent all alike."),
        ("tab", "A tab is used for indentation; YAML takes spaces only."),
    ];

    public static string For(string message)
    {
        foreach (var (contains, sentence) in Sentences)
        {
            if (message.Contains(contains, StringComparison.OrdinalIgnoreCase))
            {
                return sentence;
            }
        }

        return $"The YAML cannot be read here: {message.TrimEnd('.')}.";
    }
}
