using System.Text;

namespace Skills.Engine.Providers.Http;

/// <summary>Takes a body apart into server-sent events (or plain lines), however the bytes are split. Line ends CR, LF and CRLF; a byte order mark at the start is skipped.</summary>
internal sealed class SseReader(ResponseBody body, bool lines) : IEventReader
{
    private readonly PooledBuffer _buffer = new(8192);
    private readonly PooledBuffer _data = new(4096);
    private int _scanned;
    private int _consumed;
    private bool _skipLineFeed;
    private bool _atStart = true;
    private bool _hasData;
    private bool _ended;

    /// <summary>Name of the current event; null when it had none.</summary>
    public string? EventName { get; private set; }

    /// <summary>Data of the current event; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Data => _data.Written;

    /// <summary>Whether the current event was cut by the end of the body, so that a fault in its data means truncation.</summary>
    public bool IsLast => _ended;

    /// <summary>Whether a comment was read rather than an event: it says only that the server is alive.</summary>
    public bool IsComment { get; private set; }

    /// <summary>Moves to the next event with data, or to the next comment between two events; false at the end of the body.</summary>
    public async ValueTask<bool> ReadAsync()
    {
        _data.Consume(_data.Length);
        _hasData = false;
        EventName = null;
        IsComment = false;
        while (true)
        {
            var (start, length) = await ReadLineAsync().ConfigureAwait(false);
            if (length < 0)
            {
                return _hasData;
            }

            var line = _buffer.Written.Span.Slice(start, length);
            IsComment = !lines && !_hasData && EventName is null && line.StartsWith(":"u8);
            if (IsComment || Take(line))
            {
                return true;
            }
        }
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _data.Dispose();
    }

    // True when the line ends an event that has data.
    private bool Take(ReadOnlySpan<byte> line)
    {
        if (lines)
        {
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                Append(line);
            }

            return _hasData;
        }

        if (line.IsEmpty)
        {
            if (!_hasData)
            {
                EventName = null;
            }

            return _hasData;
        }

        var colon = line.IndexOf((byte)':');
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        value = value.StartsWith(" "u8) ? value[1..] : value;
        if (field.SequenceEqual("data"u8))
        {
            Append(value);
        }
        else if (field.SequenceEqual("event"u8))
        {
            EventName = Encoding.UTF8.GetString(value);
        }

        return false;
    }

    private void Append(ReadOnlySpan<byte> value)
    {
        if (_data.Length > 0)
        {
            Write("\n"u8);
        }

        Write(value);
        _hasData |= !value.IsEmpty;
    }

    private void Write(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_data.GetSpan(value.Length));
        _data.Advance(value.Length);
    }

    private async ValueTask<(int Start, int Length)> ReadLineAsync()
    {
        while (true)
        {
            if (NextLine() is { } line)
            {
                return line;
            }

            if (_ended)
            {
                return LastLine();
            }

            _buffer.Consume(_consumed);
            _scanned -= _consumed;
            _consumed = 0;
            var read = await body.ReadAsync(_buffer.GetMemory(4096)).ConfigureAwait(false);
            _buffer.Advance(read);
            _ended = read == 0;
        }
    }

    private (int Start, int Length)? NextLine()
    {
        SkipMarks();
        var rest = _buffer.Written.Span[_scanned..];
        var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
        {
            _scanned = _buffer.Length;
            return null;
        }

        var start = _consumed;
        var length = _scanned + end - start;
        _skipLineFeed = rest[end] == '\r';
        _consumed = _scanned = start + length + 1;
        return (start, length);
    }

    private void SkipMarks()
    {
        var written = _buffer.Written.Span;
        if (_skipLineFeed && written.Length > _consumed)
        {
            _skipLineFeed = false;
            if (written[_consumed] == '\n')
            {
                _consumed++;
            }
        }

        if (_atStart && written.Length >= 3)
        {
            _atStart = false;
            if (written.StartsWith("\uFEFF"u8))
            {
                _consumed = 3;
            }
        }

        _scanned = Math.Max(_scanned, _consumed);
    }

    private (int Start, int Length) LastLine()
    {
        var start = _consumed;
        var length = _buffer.Length - start;
        _consumed = _scanned = _buffer.Length;
        return length > 0 ? (start, length) : (0, -1);
    }
}
