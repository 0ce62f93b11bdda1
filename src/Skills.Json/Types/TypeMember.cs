using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Skills.Json.Types;

/// <summary>A member of a type as the serializer knows it, with its nullable annotations.</summary>
internal sealed class TypeMember(JsonPropertyInfo property)
{
    public JsonPropertyInfo Property { get; } = property;

    public NullPermission? Nulls { get; } = NullPermission.Of(property.AttributeProvider);

    /// <summary>Whether reading can set it: by a setter, a constructor's parameter, or by adding to the collection that is there.</summary>
    public bool IsReadable { get; } = IsSettable(property);

    /// <summary>Returns the attributes of the property and, for a positional record, of its parameter.</summary>
    public static IEnumerable<Attribute> AttributesOf(JsonPropertyInfo property) =>
    [
        .. Attributes(property.AttributeProvider),
        .. Attributes(property.AssociatedParameter?.AttributeProvider),
    ];

    public static bool IsSettable(JsonPropertyInfo property) =>
        property.Set is not null || property.AssociatedParameter is not null || property.ObjectCreationHandling == JsonObjectCreationHandling.Populate;

    private static IEnumerable<Attribute> Attributes(ICustomAttributeProvider? provider) => provider?.GetCustomAttributes(inherit: true).OfType<Attribute>() ?? [];
}
