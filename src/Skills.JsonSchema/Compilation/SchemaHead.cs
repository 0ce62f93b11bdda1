using System.Runtime.InteropServices;
using System.Text.Json;

namespace Skills.JsonSchema.Compilation;

/// <summary>The keywords of a schema object that decide how the rest of it is read.</summary>
internal readonly struct SchemaHead
{
    public JsonElement? Schema { get; private init; }

    public JsonElement? Id { get; private init; }

    public JsonElement? LegacyId { get; private init; }

    public JsonElement? Anchor { get; private init; }

    public JsonElement? DynamicAnchor { get; private init; }

    public JsonElement? RecursiveAnchor { get; private init; }

    public bool HasRef { get; private init; }

    public bool HasId => Id is not null || LegacyId is not null;

    public static SchemaHead Read(JsonElement element)
    {
        var head = default(SchemaHead);
        if (element.ValueKind != JsonValueKind.Object)
        {
            return head;
        }

        foreach (var property in element.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(property);
            if (name.IsEmpty || name[0] is not ((byte)'$' or (byte)'i' or (byte)'\\'))
            {
                continue;
            }

            head = KeywordTable.Find(name) switch
            {
                Keyword.Schema => head with { Schema = property.Value },
                Keyword.Id => head with { Id = property.Value },
                Keyword.LegacyId => head with { LegacyId = property.Value },
                Keyword.Anchor => head with { Anchor = property.Value },
                Keyword.DynamicAnchor => head with { DynamicAnchor = property.Value },
                Keyword.RecursiveAnchor => head with { RecursiveAnchor = property.Value },
                Keyword.Ref => head with { HasRef = true },
                _ => head,
            };
        }

        return head;
    }
}
