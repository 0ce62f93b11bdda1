using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Batching;

/// <summary>The results of a batch: one JSON object a line, each written as soon as it is known, so that a later run can go on.</summary>
internal sealed class BatchLog : IAsyncDisposable
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<int> _done;
    private readonly StreamWriter _writer;
    private readonly SemaphoreSlim _gate = new(1);

    private BatchLog(HashSet<int> done, StreamWriter writer) => (_done, _writer) = (done, writer);

    /// <summary>Opens a file, and reads what an earlier run wrote.</summary>
    public static BatchLog Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            DropHalfLine(path);
        }

        var done = File.Exists(path) ? Done(path) : [];
        return new(done, new StreamWriter(path, append: true, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
    }

    /// <summary>Returns whether a row succeeded before.</summary>
    public bool IsDone(int row) => _done.Contains(row);

    /// <summary>Writes the result of a row. It is not canceled, since the row was paid for.</summary>
    public async Task WriteAsync(int row, SkillResult result)
    {
        var line = Line(row, result);
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await _writer.WriteLineAsync(line).ConfigureAwait(false);
            await _writer.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    // A run that was killed may have left half a line. Its row runs again.
    private static void DropHalfLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var end = file.Length;
        while (end > 0)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        file.SetLength(end);
    }

    private static HashSet<int> Done(string path)
    {
        var done = new HashSet<int>();
        foreach (var line in File.ReadLines(path).Where(static l => l.Length > 0))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.GetProperty("status").GetString() == "success")
                {
                    done.Add(document.RootElement.GetProperty("row").GetInt32());
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new CliException(ExitCode.Unreadable, $"'{Path.GetFileName(path)}' exists and is not the result of a batch. Name another file with --out.");
            }
        }

        return done;
    }

    private static string Line(int row, SkillResult result)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Relaxed))
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", row);
            writer.WriteString("status", result.Status.ToString().ToLowerInvariant());
            if (result.Outputs is { } outputs)
            {
                writer.WritePropertyName("outputs");
                outputs.WriteTo(writer);
            }

            if (result.Errors is [var first, ..])
            {
                writer.WriteString("error", $"{first.Code}: {first.Message}");
            }

            writer.WriteString("model", result.ModelId);
            if (result.CostUsd is { } usd)
            {
                writer.WriteNumber("costUsd", usd);
            }

            writer.WriteString("costKind", JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Cost.Kind.ToString()));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
