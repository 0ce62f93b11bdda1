using System.Collections.Frozen;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The methods of Python's date and datetime that templates use.</summary>
internal static class DateMethods
{
    internal static readonly FrozenDictionary<string, Builtin> Table = new Builtin[]
    {
        new("strftime", "self, format", static (s, a) => Value.Of(Self(a[0]).Format(s, Arg.Text(a[1], "a time format")))),
        new("isoformat", "self, sep='T'", static (_, a) => Value.Of(Self(a[0]).Iso(Arg.Text(a[1], "sep") is [var c] ? c : 'T'))),
        new("date", "/, self", static (_, a) => Value.Of(new DateValue(DateOnly.FromDateTime(Self(a[0]).Moment)))),
        new("time", "/, self", static (_, a) => Value.Of(new DateValue(TimeOnly.FromDateTime(Self(a[0]).Moment)))),
        new("weekday", "/, self", static (_, a) => Value.Of(((long)Self(a[0]).Moment.DayOfWeek + 6) % 7)),
        new("isoweekday", "/, self", static (_, a) => Value.Of((((long)Self(a[0]).Moment.DayOfWeek + 6) % 7) + 1)),
        new("timestamp", "/, self", static (_, a) => Value.Of(new DateTimeOffset(Self(a[0]).Moment, Self(a[0]).Offset ?? TimeSpan.Zero).ToUnixTimeMilliseconds() / 1000.0)),
    }.ToFrozenDictionary(static m => m.Name, StringComparer.Ordinal);

    private static DateValue Self(Value value) => (DateValue)value.Heap;
}
