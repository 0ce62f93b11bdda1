using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Skills.Json.Types;

namespace Skills.Json;

/// <summary>Serializer settings for what models read and write: camel case, enums by name, nullable annotations and required parameters respected.</summary>
public static class TypedJson
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Completed = [];

    /// <summary>Gets the settings when you have none of your own.</summary>
    public static JsonSerializerOptions Default { get; } = Complete(new(JsonSerializerDefaults.Web));

    /// <summary>Returns your settings with enums by name, nullable annotations and required parameters in addition. Your own converters come first.</summary>
    /// <param name="options">Your settings, which are not changed; null for <see cref="Default"/>.</param>
    public static JsonSerializerOptions For(JsonSerializerOptions? options) => options is null ? Default : Completed.GetValue(options, static o => Complete(new(o)));

    private static JsonSerializerOptions Complete(JsonSerializerOptions options)
    {
        ReflectionJson.AddEnumNames(options, options.PropertyNamingPolicy == JsonNamingPolicy.SnakeCaseLower ? JsonNamingPolicy.SnakeCaseLower : null);
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowOutOfOrderMetadataProperties = true;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? ReflectionJson.ResolverOr(LeafTypes.Default)).WithAddedModifier(FillReadOnlyCollections);
        options.MakeReadOnly();
        return options;
    }

    // A collection without a setter is filled, as otherwise its items would be lost. Types built by a constructor with parameters do not allow it.
    private static void FillReadOnlyCollections(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || info.Properties.Any(static p => p.AssociatedParameter is not null))
        {
            return;
        }

        foreach (var property in info.Properties)
        {
            if (property is { Set: null, Get: not null, IsExtensionData: false } && typeof(IEnumerable).IsAssignableFrom(property.PropertyType) && property.PropertyType != typeof(string) && !property.PropertyType.IsArray)
            {
                property.ObjectCreationHandling = JsonObjectCreationHandling.Populate;
            }
        }
    }
}
