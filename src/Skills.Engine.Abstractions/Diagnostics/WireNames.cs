using System.Collections.Frozen;
using System.Text.Json;

namespace Skills.Engine.Diagnostics;

/// <summary>Enum members as they are spelled in spans, metrics and records: <c>rate_limit</c> for <c>RateLimit</c>. Made once, so that looking one up costs nothing.</summary>
internal static class WireNames<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Names = Enum.GetValues<T>()
        .Distinct()
        .ToFrozenDictionary(static v => v, static v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

    public static string Of(T value) => Names.TryGetValue(value, out var name) ? name : "unknown";
}
