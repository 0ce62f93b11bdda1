using System.Text.Json;
using Skills.Engine.Outputs;
using Skills.Json;

namespace Skills.Engine.Outputs;

/// <summary>What an output schema says of a place, for rooms beyond step 6.</summary>
internal static class OutputShape
{
    /// <summary>Whether the schema declares the place, and it or something above it may be left out.</summary>
    public static bool MayBeAbsent(JsonElement schema, string pointer)
    {
        var tokens = JsonPointer.Split(pointer);
        var above = "";
        var optional = false;
        foreach (var token in tokens)
        {
            if (SchemaPart.Of(schema, above) is not { } parent)
            {
                return false;
            }

            optional |= !parent.RequiredNames().Contains(token, StringComparer.Ordinal);
            above += "/" + JsonPointer.Escape(token);
        }

        return optional && SchemaPart.Of(schema, above) is not null;
    }
}
