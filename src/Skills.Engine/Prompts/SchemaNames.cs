using System.Text.Json;
using Skills.Jinja;
using Skills.JsonSchema;

namespace Skills.Engine.Prompts;

/// <summary>Tells the template checks which members and items a value has by its JSON Schema.</summary>
internal sealed class SchemaNames : IJinjaShape
{
    private readonly SchemaView _view;

    private SchemaNames(SchemaView view) => _view = view;

    public IEnumerable<string> MemberNames => _view.Properties.Select(static p => p.Name);

    // The first items may each have a schema of their own: which of them a template means is not known.
    public IJinjaShape? Items => _view.PrefixItems.Count == 0 ? Of(_view.Items) : null;

    private bool MayBeObject => (_view.Types & JsonSchemaTypes.Object) != 0;

    /// <summary>The shape of a schema; null for none, and for one that cannot be compiled, which other checks report.</summary>
    public static IJinjaShape? Of(JsonElement? schema)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } given)
        {
            return null;
        }

        try
        {
            return Of(SchemaView.Of(given));
        }
        catch (JsonSchemaException)
        {
            return null;
        }
    }

    public bool TryGetMember(string name, out IJinjaShape? member)
    {
        if (_view.Declared(name) is { } declared)
        {
            member = Of(declared.View);
            return true;
        }

        var others = _view.Rest is { IsNever: false } rest ? rest : null;
        member = _view.PatternProperties.Count > 0 ? Of(_view.Property(name)) : Of(others);
        return others is not null || _view.PatternProperties.Count > 0 || !MayBeObject || IsOpen(_view);
    }

    /// <summary>The shape of a place in a compiled schema; null for none.</summary>
    public static SchemaNames? Of(SchemaView? view) => view is null ? null : new(view);

    // An object whose schema names no property at all may have any; so may one of which an alternative names none.
    private static bool IsOpen(SchemaView view) =>
        view.Properties.Count == 0 || view.Alternatives.Any(static a => a.Properties.Count == 0 && (a.Types & JsonSchemaTypes.Object) != 0);
}
