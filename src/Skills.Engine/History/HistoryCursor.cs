using System.Globalization;

namespace Skills.Engine.History;

/// <summary>A place in the history, which is ordered by start and then id.</summary>
internal sealed record HistoryCursor(DateTimeOffset At, string Id)
{
    /// <summary>Reads a cursor that <see cref="ToString"/> wrote.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static HistoryCursor? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return text.Split('_', 2) is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
            ? new(new(at, TimeSpan.Zero), id)
            : throw new ArgumentException($"The cursor is not valid. Take it from {nameof(ExecutionPage)}.{nameof(ExecutionPage.Next)}.", nameof(text));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}_{Id}");
}
