using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Skills.Docs.Tests.Reference;

/// <summary>The XML documentation of the libraries, as Markdown of one line.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _members = [];

    public static XmlDocs Load()
    {
        var docs = new XmlDocs();
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "Skills.*.xml"))
        {
            foreach (var member in XDocument.Load(file).Descendants("member"))
            {
                docs._members.TryAdd(member.Attribute("name")!.Value, member);
            }
        }

        return docs;
    }

    /// <summary>Returns a part of a type's documentation; empty without one.</summary>
    public string Of(Type type, string part) => Text(_members.GetValueOrDefault("T:" + type.FullName)?.Element(part));

    /// <summary>Returns a part of a property's documentation, of the class that declares it.</summary>
    public string Of(PropertyInfo property, string part) => Text(_members.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}")?.Element(part));

    private static string Text(XElement? element)
    {
        var text = new StringBuilder();
        foreach (var node in element?.Nodes() ?? [])
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "see" or "seealso" or "paramref" } see => $"`{NameOf(see)}`",
                XElement other => Text(other),
                _ => "",
            });
        }

        return Spaces().Replace(text.ToString(), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
    }

    // A member is named with its type: 'CacheMode.Default', not with all namespaces and parameters.
    private static string NameOf(XElement see)
    {
        if ((see.Attribute("langword") ?? see.Attribute("name") ?? see.Attribute("href")) is { } word)
        {
            return word.Value;
        }

        var name = see.Attribute("cref")!.Value;
        var (kind, parts) = (name[0], name[2..].Split('(')[0].Split('.'));
        return string.Join('.', parts.TakeLast(kind == 'T' ? 1 : 2)).Split('`')[0].ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
