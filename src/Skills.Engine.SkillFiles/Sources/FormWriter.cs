using System.Globalization;
using System.Text;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Writes a file in our own form as YAML that reads back as the same values.</summary>
internal static class FormWriter
{
    public static string Write(MapNode root)
    {
        var text = new StringBuilder();
        Map(root, 0, text);
        return text.ToString();
    }

    private static void Map(MapNode map, int indent, StringBuilder text)
    {
        foreach (var (key, value) in map.Entries)
        {
            text.Append(' ', indent).Append(Quoted(key.Text)).Append(':');
            Value(value, indent, text);
        }
    }

    private static void Value(SkillNode value, int indent, StringBuilder text)
    {
        switch (value)
        {
            case MapNode { Entries.Count: > 0 } map:
                text.Append('\n');
                Map(map, indent + 2, text);
                break;
            case ListNode { Items.Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list.Items)
                {
                    Item(item, indent + 2, text);
                }

                break;
            case ScalarNode { Kind: ScalarKind.String } scalar when scalar.Text.Contains('\n', StringComparison.Ordinal) && CanBeBlock(scalar.Text):
                Block(scalar.Text, indent + 2, text);
                break;
            default:
                text.Append(' ').Append(Inline(value)).Append('\n');
                break;
        }
    }

    private static void Item(SkillNode item, int indent, StringBuilder text)
    {
        text.Append(' ', indent).Append('-');
        if (item is not MapNode { Entries.Count: > 0 } map)
        {
            Value(item, indent, text);
            return;
        }

        // The first key stands on the line of the dash.
        var inner = new StringBuilder();
        Map(map, indent + 2, inner);
        text.Append(' ').Append(inner.ToString().AsSpan(indent + 2));
    }

    private static string Inline(SkillNode value) => value switch
    {
        ScalarNode { Kind: ScalarKind.String } text => Quoted(text.Text),
        ScalarNode { Kind: ScalarKind.Null } => "null",
        ScalarNode scalar => scalar.Text,
        MapNode => "{}",
        _ => "[]",
    };

    // Plain where nothing can be misread, otherwise in double quotes as JSON writes it.
    private static string Quoted(string text)
    {
        var plain = text.Length is > 0 and < 200
            && char.IsAsciiLetter(text[0])
            && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '/' or '(' or ')' or '?' or ',')
            && text[^1] != ' '
            && YamlCoreSchema.Resolve(text).Kind == ScalarKind.String;
        return plain ? text : RelaxedJson.Of(text);
    }

    private static bool CanBeBlock(string text) => text.All(static c => c is '\n' or '\t' or >= ' ' and not '\u007f' and not '\u0085' and not '\u2028' and not '\u2029' and not '\ufeff') && text.Trim('\n').Length > 0;

    private static void Block(string text, int indent, StringBuilder target)
    {
        // The indentation is said when the first line begins with white space, the end is kept as it is.
        var first = text.TrimStart('\n');
        var hint = text[0] is '\n' or ' ' || first[0] is ' ' or '\t' ? "2" : "";
        var chomp = !text.EndsWith('\n') ? "-" : text.EndsWith("\n\n", StringComparison.Ordinal) ? "+" : "";
        target.Append(CultureInfo.InvariantCulture, $" |{hint}{chomp}\n");
        var lines = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        foreach (var line in lines)
        {
            target.Append(' ', line.Length == 0 ? 0 : indent).Append(line).Append('\n');
        }
    }
}
