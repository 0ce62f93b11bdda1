using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Skills.Engine.Typed;

/// <summary>The serializer settings of typed skills: camel case, enums by name, nullable annotations and required parameters respected.</summary>
internal static class TypedJson
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Completed = [];

    /// <summary>The settings when the caller gives none.</summary>
    public static JsonSerializerOptions Default { get; } = Complete(new(JsonSerializerDefaults.Web));

    /// <summary>Returns the caller's settings with what typed skills need in addition. The caller's own converters come first.</summary>
    public static JsonSerializerOptions For(JsonSerializerOptions? options) => options is null ? Default : Completed.GetValue(options, static o => Complete(new(o)));

    private static JsonSerializerOptions Complete(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(options.PropertyNamingPolicy == JsonNamingPolicy.SnakeCaseLower ? JsonNamingPolicy.SnakeCaseLower : null));
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowOutOfOrderMetadataProperties = true;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(FillReadOnlyCollections);
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
