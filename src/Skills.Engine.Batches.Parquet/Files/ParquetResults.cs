using Parquet;
using Parquet.Schema;
using Skills.Engine.Batches.Results;

namespace Skills.Engine.Batches.Parquet.Files;

/// <summary>Writes results to a Parquet file.</summary>
internal static class ParquetResults
{
    private const int RowsOfAGroup = 10_000;

    // A cost is exact to 1e-12 USD.
    private static readonly DecimalDataField CostUsd = new("cost_usd", 28, 12, isNullable: true);
    private static readonly DataField<long> Row = new("row");
    private static readonly DataField<int> Attempts = new("attempts");
    private static readonly DataField<int> Repeats = new("repeats");

    private static readonly (DataField Field, Func<BatchItemResult, string?> Value)[] Texts =
    [
        (new DataField<string>("id"), static r => r.Id), (new DataField<string>("status"), static r => ResultLine.StatusOf(r)), (new DataField<string>("outputs"), static r => r.Outputs?.GetRawText()), (new DataField<string>("error"), static r => ResultLine.ErrorOf(r)),
        (new DataField<string>("model"), static r => r.ModelId), (new DataField<string>("cost_kind"), static r => ResultLine.KindOf(r)),
    ];

    private static readonly ParquetSchema Schema = new([Row, .. Texts.Select(static t => t.Field), CostUsd, Attempts, Repeats]);

    /// <summary>Writes a new file beside the old one, and replaces it when it is complete.</summary>
    public static async Task<long> WriteAsync(string path, IAsyncEnumerable<BatchItemResult> results, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var partial = full + ".partial";
        try
        {
            var count = await WriteToAsync(partial, results, cancellationToken).ConfigureAwait(false);
            File.Move(partial, full, overwrite: true);
            return count;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<long> WriteToAsync(string path, IAsyncEnumerable<BatchItemResult> results, CancellationToken cancellationToken)
    {
        var count = 0L;
        var file = File.Create(path);
        await using var closingFile = file.ConfigureAwait(false);
        var writer = await ParquetWriter.CreateAsync(Schema, file, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var closingWriter = writer.ConfigureAwait(false);
        var group = new List<BatchItemResult>(RowsOfAGroup);
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            group.Add(result);
            if (group.Count == RowsOfAGroup)
            {
                await WriteGroupAsync(writer, group, cancellationToken).ConfigureAwait(false);
                group.Clear();
            }

            count++;
        }

        if (group.Count > 0)
        {
            await WriteGroupAsync(writer, group, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    // Columns are written in the order of the schema.
    private static async Task WriteGroupAsync(ParquetWriter writer, List<BatchItemResult> group, CancellationToken cancellationToken)
    {
        using var rows = writer.CreateRowGroup();
        await rows.WriteAsync<long>(Row, group.Select(static r => r.Row).ToArray(), cancellationToken: cancellationToken).ConfigureAwait(false);
        foreach (var (field, value) in Texts)
        {
            await rows.WriteAsync(field, (IReadOnlyCollection<string?>)group.ConvertAll(r => value(r))).ConfigureAwait(false);
        }

        await rows.WriteAsync<decimal>(CostUsd, group.Select(static r => r.Cost.Usd).ToArray().AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        await rows.WriteAsync<int>(Attempts, group.Select(static r => r.Attempts).ToArray(), cancellationToken: cancellationToken).ConfigureAwait(false);
        await rows.WriteAsync<int>(Repeats, group.Select(static r => r.Repeats).ToArray(), cancellationToken: cancellationToken).ConfigureAwait(false);
        rows.CompleteValidate();
    }
}
