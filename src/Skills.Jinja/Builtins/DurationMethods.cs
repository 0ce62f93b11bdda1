using System.Collections.Frozen;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The methods of Python's timedelta.</summary>
internal static class DurationMethods
{
    internal static readonly FrozenDictionary<string, Builtin> Table = new Builtin[]
    {
        new("total_seconds", "/, self", static (_, a) => Value.Of(((DurationValue)a[0].Heap).Span.TotalSeconds)),
    }.ToFrozenDictionary(static m => m.Name, StringComparer.Ordinal);
}
