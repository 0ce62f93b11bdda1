using System.Globalization;

namespace Skills.Jinja.Values;

/// <summary>A span of time, as Python's <c>timedelta</c>.</summary>
internal sealed class DurationValue(TimeSpan span) : HeapValue(ValueKind.Duration)
{
    internal TimeSpan Span => span;

    internal override string TypeName => "datetime.timedelta";

    internal override bool Truthy => span != TimeSpan.Zero;

    // Python keeps the days signed and the rest positive: minus one hour is minus one day and 23 hours.
    internal long Days => (long)Math.Floor(span.TotalDays);

    internal TimeSpan Rest => span - TimeSpan.FromTicks(Days * TimeSpan.TicksPerDay);

    internal override void WriteText(ReprWriter writer)
    {
        var days = Days == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Days} day{(Math.Abs(Days) == 1 ? "" : "s")}, ");
        var micro = Rest.Ticks % TimeSpan.TicksPerSecond / 10;
        writer.Append(string.Create(CultureInfo.InvariantCulture, $"{days}{Rest.Hours}:{Rest.Minutes:00}:{Rest.Seconds:00}{(micro > 0 ? $".{micro:000000}" : "")}"));
    }

    internal override void WriteRepr(ReprWriter writer) => writer.Append(string.Create(
        CultureInfo.InvariantCulture, $"datetime.timedelta(days={Days}, seconds={(long)Rest.TotalSeconds})"));

    internal override bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        value = name switch
        {
            "days" => Value.Of(Days),
            "seconds" => Value.Of((long)Rest.TotalSeconds),
            "microseconds" => Value.Of(Rest.Ticks % TimeSpan.TicksPerSecond / 10),
            _ => default,
        };
        return !value.IsMissing || state.Functions.TryBind(Value.Of(this), name, out value);
    }

    public override bool Equals(object? obj) => obj is DurationValue other && other.Span == span;

    public override int GetHashCode() => span.GetHashCode();
}
