using System.Text.Json;
using Skills.Cli.Shell;
using Skills.JsonSchema;

namespace Skills.Cli.Describing;

/// <summary>The properties of a schema as lines.</summary>
internal static class SchemaLines
{
    private const int MostValues = 8;

    /// <summary>Returns name, type, need and description of each property.</summary>
    public static IEnumerable<string> Of(JsonElement? schema)
    {
        if (schema is not { } declared)
        {
            return ["  anything"];
        }

        return SchemaView.Of(declared).Properties.Select(static p =>
        {
            var need = p.Presence == SchemaPresence.Required ? "" : "?";
            return $"  {p.Name + need,-20} {TypeOf(p.View),-24} {PlainText.Line(p.View.Description ?? "", 80)}".TrimEnd();
        });
    }

    private static string TypeOf(SchemaView view) => view.Enum is { } values
        ? string.Join("|", values.Take(MostValues).Select(static v => v.ValueKind == JsonValueKind.String ? v.GetString() : v.GetRawText())) + (values.Count > MostValues ? "|…" : "")
        : view.Types.ToString().Replace(", ", "|", StringComparison.Ordinal).ToLowerInvariant();
}
