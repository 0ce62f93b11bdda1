using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Skills.Replies.Renditions;

/// <summary>An answer in XML: elements as members, elements of one name as a list, a text or CDATA section as what it contains. No DTD, no entities.</summary>
internal static partial class XmlAnswer
{
    private const int MaxDepth = 32;
    private const string PairKey = "arg_key";

    public static string? ToJson(string text)
    {
        text = Prolog().Replace(text, "");
        var (start, end) = (text.IndexOf('<', StringComparison.Ordinal), text.LastIndexOf('>'));
        if (start < 0 || end <= start || start + 1 >= text.Length || !char.IsAsciiLetter(text[start + 1]))
        {
            return null;
        }

        try
        {
            // Elements side by side are read as the children of one. A text between them is prose, so they are no answer as a whole.
            var content = "<answers>" + Assigned().Replace(text[start..(end + 1)], "<$1 name=\"$2\">") + "</answers>";
            using var reader = XmlReader.Create(new StringReader(content), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var answers = XElement.Load(reader);
            return answers.Nodes().OfType<XText>().Any(static t => !string.IsNullOrWhiteSpace(t.Value)) ? null
                : answers.Elements().Count() == 1 ? Of(answers.Elements().Single(), 0) : Value(answers, 0);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? Of(XElement root, int depth) => root.HasElements || HasMembersInAttributes(root) ? Value(root, depth) : root.Value;

    // <ticket title="A leak" hours="3"/>
    private static bool HasMembersInAttributes(XElement element) =>
        element.IsEmpty && element.Attributes().Any(static a => a.Name.LocalName != "name" && !a.IsNamespaceDeclaration);

    private static string? Value(XElement element, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        var children = element.Elements().ToList();
        if (HasMembersInAttributes(element))
        {
            return JsonTexts.Object(element.Attributes().Where(static a => !a.IsNamespaceDeclaration).Select(static a => (a.Name.LocalName, a.Value)));
        }

        if (children.Count == 0)
        {
            return JsonTexts.Text(element.Value.Trim());
        }

        if (children.Count % 2 == 0 && children[0].Name.LocalName == PairKey)
        {
            return Pairs(children, depth);
        }

        var groups = children.GroupBy(NameOf, StringComparer.Ordinal).ToList();
        if (groups.Count == 1 && (children.Count > 1 || IsListOf(NameOf(element), groups[0].Key)))
        {
            return "[" + string.Join(", ", children.Select(child => Value(child, depth + 1))) + "]";
        }

        return "{" + string.Join(", ", groups.Select(group => $"{JsonTexts.Text(group.Key)}: {Members([.. group], depth)}")) + "}";
    }

    // tickets of ticket, ticketList of ticket: one child alone is a list then.
    private static bool IsListOf(string name, string child) =>
        name.StartsWith(child, StringComparison.OrdinalIgnoreCase) && name[child.Length..].TrimStart('_', '-').ToLowerInvariant() is "s" or "es" or "list" or "array";

    // <arg_key>v</arg_key><arg_value>4</arg_value>: names and values in turns.
    private static string? Pairs(List<XElement> children, int depth) => "{" + string.Join(
        ", ",
        children.Chunk(2).Select(pair => $"{JsonTexts.Text(pair[0].Value.Trim())}: {Value(pair[1], depth + 1)}")) + "}";

    private static string? Members(List<XElement> group, int depth) =>
        group.Count == 1 ? Value(group[0], depth + 1) : "[" + string.Join(", ", group.Select(child => Value(child, depth + 1))) + "]";

    [GeneratedRegex(@"^\s*<\?xml\s[^<>]{0,200}\?>", RegexOptions.CultureInvariant)]
    private static partial Regex Prolog();

    // <parameter=v>4</parameter>
    [GeneratedRegex(@"<(function|parameter)=([\w.-]{1,120})>", RegexOptions.CultureInvariant)]
    private static partial Regex Assigned();

    // <parameter name="v">4</parameter>, as in calls of tools.
    private static string NameOf(XElement element) => element.Attribute("name")?.Value ?? element.Name.LocalName;
}
