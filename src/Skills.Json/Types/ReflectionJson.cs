using System.Diagnostics.CodeAnalysis;
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
    private const string Why = "Used only where the program has reflection enabled for System.Text.Json.";

    public static bool IsEnabled => JsonSerializer.IsReflectionEnabledByDefault;

    /// <summary>Returns the metadata of any type; without reflection, that of the resolver given.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Why)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Why)]
    public static IJsonTypeInfoResolver ResolverOr(IJsonTypeInfoResolver otherwise) => IsEnabled ? new DefaultJsonTypeInfoResolver() : otherwise;

    /// <summary>Adds the converter of enums by name. Without reflection, each enum needs a converter of its own.</summary>
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Why)]
    public static void AddEnumNames(JsonSerializerOptions options, JsonNamingPolicy? naming = null)
    {
        if (IsEnabled)
        {
            options.Converters.Add(new JsonStringEnumConverter(naming));
        }
    }
}
