namespace Skills.Engine.Diagnostics;

/// <summary>One line of JSON for each execution. A batch is written with one call, so a crash loses or keeps it as a whole but for the last line.</summary>
internal sealed class JsonLinesExecutionLog : IExecutionLog
{
    private readonly string _path;
    private readonly JsonLinesExecutionLogOptions _options;
    private bool _isWhole;

    public JsonLinesExecutionLog(string path, JsonLinesExecutionLogOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFileBytes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxOldFiles);
        _path = Path.GetFullPath(path);
        _options = options;
    }

    public ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken) => WriteBatchAsync([record], cancellationToken);

    public ValueTask WriteBatchAsync(IReadOnlyList<ExecutionRecord> records, CancellationToken cancellationToken) =>
        WriteAsync(records.Select(static r => ExecutionLogEntry.From(r).ToUtf8Json()), cancellationToken);

    public ValueTask WriteFeedbackAsync(SkillFeedback feedback, CancellationToken cancellationToken) =>
        WriteAsync([FeedbackJson.Line(feedback)], cancellationToken);

    private async ValueTask WriteAsync(IEnumerable<byte[]> entries, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);

        using var lines = new MemoryStream();
        if (!_isWhole && !EndsWithLineBreak())
        {
            lines.WriteByte((byte)'\n');
        }

        _isWhole = false;
        var room = Room();
        foreach (var entry in entries)
        {
            lines.Write(entry);
            lines.WriteByte((byte)'\n');
            if (lines.Length >= room)
            {
                await AppendAsync(lines, cancellationToken).ConfigureAwait(false);
                Rotate();
                lines.SetLength(0);
                room = Room();
            }
        }

        if (lines.Length > 0)
        {
            await AppendAsync(lines, cancellationToken).ConfigureAwait(false);
        }

        _isWhole = true;
    }

    // A process that was killed in the middle may have left half a line; ours must not go on it.
    private bool EndsWithLineBreak()
    {
        if (!File.Exists(_path))
        {
            return true;
        }

        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (!file.CanSeek || file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private long Room() => _options.MaxFileBytes - (File.Exists(_path) ? new FileInfo(_path).Length : 0);

    private async Task AppendAsync(MemoryStream lines, CancellationToken cancellationToken)
    {
        var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            var start = file.Length;
            try
            {
                await file.WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // A disk that filled up in the middle, or a deadline, must not leave half a line before the next try.
                file.SetLength(start);
                throw;
            }
        }
    }

    private void Rotate()
    {
        if (_options.MaxOldFiles == 0)
        {
            File.Delete(_path);
            return;
        }

        for (var number = _options.MaxOldFiles - 1; number >= 1; number--)
        {
            if (File.Exists(Old(number)))
            {
                File.Move(Old(number), Old(number + 1), overwrite: true);
            }
        }

        File.Move(_path, Old(1), overwrite: true);
    }

    private string Old(int number) => $"{Path.ChangeExtension(_path, null)}.{number}{Path.GetExtension(_path)}";
}
