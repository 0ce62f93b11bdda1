using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Skills.Json.Types;

/// <summary>
/// Reads types by reflection where the program permits it. A program that is trimmed or compiled ahead of time does not, unless it
/// says so, and then a type without metadata of its own is refused with a sentence.
/// </summary>
internal static class ReflectionJson
{
    /// <summary>Gets whether the serializer may read types by reflection, and make the code for it.</summary>
    public static bool IsEnabled => JsonSerializer.IsReflectionEnabledByDefault && RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>Returns the metadata of any type; without reflection, that of the resolver given.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Trimming sets JsonSerializer.IsReflectionEnabledByDefault to false and removes the call. A program that sets the switch to true gets the serializer's own warnings.")]
    public static IJsonTypeInfoResolver ResolverOr(IJsonTypeInfoResolver otherwise) =>
        JsonSerializer.IsReflectionEnabledByDefault && RuntimeFeature.IsDynamicCodeSupported ? new DefaultJsonTypeInfoResolver() : otherwise;

    /// <summary>Adds the converter of enums by name. Without reflection, each enum needs a converter of its own.</summary>
    public static void AddEnumNames(JsonSerializerOptions options, JsonNamingPolicy? naming = null)
    {
        if (JsonSerializer.IsReflectionEnabledByDefault && RuntimeFeature.IsDynamicCodeSupported)
        {
            options.Converters.Add(new JsonStringEnumConverter(naming));
        }
    }
}
