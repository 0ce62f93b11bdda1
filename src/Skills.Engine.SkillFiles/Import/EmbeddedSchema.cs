using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import;

/// <summary>A schema in a foreign file: a mapping, or text that holds JSON.</summary>
internal static class EmbeddedSchema
{
    /// <summary>The schema; null when there is none or it cannot be read, which is then reported.</summary>
    public static MapNode? Read(SkillNode? node, SkillNode at, DiagnosticList diagnostics, SkillDefinitionOptions limits)
    {
        if (node is not ScalarNode { Kind: ScalarKind.String } text)
        {
            return node as MapNode;
        }

        if (new JsonTreeReader(new(text.Source.Name, text.Text), new DiagnosticList(), limits).Read() is MapNode map)
        {
            return (MapNode)Moved(map, at);
        }

        diagnostics.Add(SkillDiagnosticCode.NotCarried, text, "This schema is not JSON and was left out.");
        return null;
    }

    /// <summary>A value read from a text within a file, at a place in that file.</summary>
    public static SkillNode Moved(SkillNode node, SkillNode at) => node switch
    {
        MapNode map => new MapNode(at.Source, at.Start, at.End, [.. map.Entries.Select(e => new MapEntry(FormBuilder.Text(e.Key.Text, at), Moved(e.Value, at)))]),
        ListNode list => FormBuilder.List(at, list.Items.Select(i => Moved(i, at))),
        ScalarNode scalar => new ScalarNode(at.Source, at.Start, at.End, scalar.Text, scalar.Kind, ScalarStyle.Generated),
        _ => node,
    };
}
