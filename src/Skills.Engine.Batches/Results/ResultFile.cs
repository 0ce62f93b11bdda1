namespace Skills.Engine.Batches.Results;

/// <summary>Writes results to a file.</summary>
internal static class ResultFile
{
    private const int Buffer = 64 * 1024;

    /// <summary>Writes a new file beside the old one, and replaces it when it is complete.</summary>
    public static async Task<long> WriteAsync(string path, IAsyncEnumerable<BatchItemResult> results, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var partial = full + ".partial";
        try
        {
            var count = await WriteToAsync(partial, IsCsv(full), results, cancellationToken).ConfigureAwait(false);
            File.Move(partial, full, overwrite: true);
            return count;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static bool IsCsv(string path) => string.Equals(Path.GetExtension(path), ".csv", StringComparison.OrdinalIgnoreCase);

    private static async Task<long> WriteToAsync(string path, bool csv, IAsyncEnumerable<BatchItemResult> results, CancellationToken cancellationToken)
    {
        var count = 0L;
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, Buffer);
        await using (file.ConfigureAwait(false))
        {
            file.Write(csv ? ResultLine.Header : []);
            await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                file.Write(csv ? ResultLine.Csv(result) : ResultLine.Json(result));
                count++;
            }
        }

        return count;
    }
}
