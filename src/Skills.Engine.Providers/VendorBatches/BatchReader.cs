using System.Globalization;
using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.VendorBatches;

/// <summary>Reads descriptions of batches and their results, by the names that a vendor uses.</summary>
/// <param name="Status">The member that has the state.</param>
/// <param name="Counts">The member that has the counts.</param>
/// <param name="Succeeded">The count of the items that succeeded.</param>
/// <param name="Failed">The count of those that failed.</param>
internal sealed record BatchReader(string Status, string Counts, string Succeeded, string Failed)
{
    // Google puts what the state is of before it: BATCH_STATE_RUNNING, JOB_STATE_RUNNING.
    private const string Prefix = "STATE_";

    /// <summary>The end states by their names. Any other name is a batch that runs.</summary>
    public required IReadOnlyDictionary<string, ModelBatchState> States { get; init; }

    /// <summary>Reads a description; null when it is none.</summary>
    /// <param name="id">The id of the batch; null when the description has none.</param>
    /// <param name="description">The description.</param>
    /// <param name="known">What is known of the batch.</param>
    public ModelBatch? Read(string? id, JsonElement description, ModelBatch known)
    {
        if (id is null || description.Text(Status) is not { } status)
        {
            return null;
        }

        var counts = description.Get(Counts);
        var at = status.IndexOf(Prefix, StringComparison.Ordinal);
        return known with
        {
            Id = id,
            State = States.GetValueOrDefault(at >= 0 ? status[(at + Prefix.Length)..] : status, ModelBatchState.Running),
            Processed = Count(counts, Succeeded) + (Count(counts, Failed) ?? 0),
            ExpiresAt = TimeOf(description.Get("expires_at")) ?? known.ExpiresAt,
        };
    }

    /// <summary>Yields the results in files of JSON Lines, one file after the other.</summary>
    public static async IAsyncEnumerable<BatchLine> LinesAsync(BatchCall call, IEnumerable<Uri> files, Func<JsonElement, BatchLine> read)
    {
        foreach (var file in files)
        {
            await foreach (var line in call.LinesAsync(file).ConfigureAwait(false))
            {
                yield return read(line);
            }
        }
    }

    /// <summary>A count. Protobuf writes 64-bit numbers as texts.</summary>
    public static long? Count(JsonElement? counts, string name) =>
        counts.Tokens(name) ?? (long.TryParse(counts.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null);

    // A Unix time or a text of RFC 3339.
    private static DateTimeOffset? TimeOf(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_800 => DateTimeOffset.FromUnixTimeSeconds(seconds),
        { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParse(text.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => null,
    };
}
