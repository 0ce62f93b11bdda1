using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Texts on their way through <see cref="JinjaOptions.Translate"/>.</summary>
internal static class Translation
{
    internal static string Of(RenderState state, string text, string? plural, Value? count, string? context)
    {
        var number = count is { } given ? (given.IsIntegral ? (long)System.Numerics.BigInteger.Min(long.MaxValue, given.Big) : 0) : 1;
        return state.Options.Translate?.Invoke(new(text, plural, number, context)) ?? (plural is null || number == 1 ? text : plural);
    }
}
