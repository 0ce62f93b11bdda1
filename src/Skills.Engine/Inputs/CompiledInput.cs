using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Engine.Inputs;

/// <summary>A skill's input schema, compiled.</summary>
internal sealed class CompiledInput(JsonElement? written, ICompiledSchema? schema)
{
    public ICompiledSchema? Schema => schema;

    // Names are fitted by our own view even where the host validates with another library. What our compiler refuses has no names to fit.
    public SchemaView? View => field ??= schema is CompiledJsonSchema own ? own.View : ViewOf(written);

    private static SchemaView? ViewOf(JsonElement? written)
    {
        try
        {
            return written is { } schema ? SchemaView.Of(schema) : null;
        }
        catch (JsonSchemaException)
        {
            return null;
        }
    }
}
