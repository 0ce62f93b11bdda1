using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>Collects what a schema that passed says about the value (2020-12 core, section 7.7).</summary>
internal static class Annotations
{
    public static void Add(Trace trace, SchemaNode node, JsonElement value)
    {
        var dialect = node.Resource.Dialect;
        // Up to draft 7, what is beside $ref says nothing.
        if (dialect.RefReplacesSiblings && node.InPlace is { Ref: not null })
        {
            return;
        }

        foreach (var property in node.Element.EnumerateObject())
        {
            var keyword = KeywordTable.Find(JsonMarshal.GetRawUtf8PropertyName(property));
            if (IsAnnotation(dialect, keyword, node, value))
            {
                var name = JsonText.NameOf(property);
                trace.Keywords.Add(new(keyword, name) { InstanceLocation = trace.InstanceLocation!, Annotation = property.Value });
            }
        }
    }

    private static bool IsAnnotation(Dialect dialect, Keyword keyword, SchemaNode node, JsonElement value)
    {
        // Section 6.5: an unknown keyword is an annotation with its own value.
        if (keyword == Keyword.None)
        {
            return true;
        }

        if (!dialect.Knows(keyword))
        {
            // A keyword of another draft, or of a vocabulary not in force, is an unknown keyword here.
            return keyword is not (Keyword.Id or Keyword.LegacyId);
        }

        return keyword switch
        {
            Keyword.Title or Keyword.Description or Keyword.Default or Keyword.Deprecated or Keyword.ReadOnly
                or Keyword.WriteOnly or Keyword.Examples or Keyword.Format => true,
            // Validation, sections 8.3 to 8.5: these speak of strings only, and contentSchema only beside a media type.
            Keyword.ContentEncoding or Keyword.ContentMediaType => value.ValueKind == JsonValueKind.String,
            Keyword.ContentSchema => value.ValueKind == JsonValueKind.String && JsonText.TryFind(node.Element, "contentMediaType"u8, out _),
            _ => false,
        };
    }
}
