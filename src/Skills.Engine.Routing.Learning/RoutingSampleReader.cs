using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Skills.Engine;

/// <summary>
/// Reads samples from JSON Lines. A line is <c>{"prompt": "…", "models": {"id": {"quality": 1, "costUsd": 0.001}}, "set": "…"}</c>, or short
/// <c>{"prompt": "…", "weak": true, "strong": false, "set": "…"}</c>. A set is what comes before its first slash.
/// </summary>
public static class RoutingSampleReader
{
    private const int LongestLine = 4 * 1024 * 1024;
    private const int MostSamples = 1_000_000;

    /// <summary>Reads every sample. Empty lines are left out.</summary>
    /// <param name="reader">Stays open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">A line is wrong, too long, or one too many; the message has its number and does not quote it.</exception>
    public static async IAsyncEnumerable<RoutingSample> ReadAsync(TextReader reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);

        for (var (number, count) = (1, 0); await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (line.Length > LongestLine || ++count > MostSamples)
            {
                throw new InvalidDataException(FormattableString.Invariant($"Line {number}: a line has at most {LongestLine:N0} characters, a file at most {MostSamples:N0} samples."));
            }

            yield return Read(line, number);
        }
    }

    private static RoutingSample Read(string line, int number)
    {
        try
        {
            var json = JsonElement.Parse(line);
            var outcomes = json.TryGetProperty("models", out var models) && models.ValueKind == JsonValueKind.Object
                ? models.EnumerateObject().ToDictionary(static m => m.Name, static m => OutcomeOf(m.Value))
                : new() { ["weak"] = OutcomeOf(json.GetProperty("weak")), ["strong"] = OutcomeOf(json.GetProperty("strong")) };
            var set = json.TryGetProperty("set", out var given) ? given.GetString() ?? "" : "";
            return new(json.GetProperty("prompt").GetString() ?? "", outcomes) { Group = set.Split('/')[0] };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"Line {number} is not a sample. Write {{\"prompt\": \"…\", \"models\": {{\"id\": {{\"quality\": 1, \"costUsd\": 0.001}}}}}}, or \"weak\" and \"strong\" as true or false.", e);
        }
    }

    private static RoutingSampleOutcome OutcomeOf(JsonElement outcome) => outcome.ValueKind == JsonValueKind.Object
        ? new(QualityOf(outcome.GetProperty("quality")), outcome.TryGetProperty("costUsd", out var cost) && cost.ValueKind == JsonValueKind.Number ? cost.GetDecimal() : null)
        : new(QualityOf(outcome), null);

    private static double QualityOf(JsonElement quality) => quality.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => quality.GetDouble() is >= 0 and <= 1 and var number ? number : throw new FormatException(),
    };
}
