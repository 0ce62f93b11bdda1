using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Finds the end of the JSON object that a call's arguments are, while they arrive in pieces. Each character is looked at once, and the object is parsed once.</summary>
internal sealed class ToolArgumentsEnd
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("{}[]\"");
    private static readonly SearchValues<char> MarksInStrings = SearchValues.Create("\"\\");

    private int _depth;
    private bool _isInString;
    private bool _isEscaped;
    private bool _isClosed;
    private bool _isBroken;
    private bool? _isObject;

    /// <summary>Takes the next piece.</summary>
    public void Follow(ReadOnlySpan<char> piece)
    {
        while (!_isBroken && piece.Length > 0)
        {
            piece = _isClosed ? AfterTheEnd(piece) : _isInString ? InString(piece) : Outside(piece);
        }
    }

    /// <summary>Whether the pieces so far, put together, are one object and no more.</summary>
    public bool IsAt(StringBuilder arguments) =>
        _isClosed && !_isBroken && (_isObject ??= ToolText.Parse(arguments.ToString()) is { ValueKind: JsonValueKind.Object });

    private ReadOnlySpan<char> AfterTheEnd(ReadOnlySpan<char> piece)
    {
        _isBroken = !piece.IsWhiteSpace();
        return [];
    }

    private ReadOnlySpan<char> InString(ReadOnlySpan<char> piece)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            return piece[1..];
        }

        var at = piece.IndexOfAny(MarksInStrings);
        if (at < 0)
        {
            return [];
        }

        _isEscaped = piece[at] == '\\';
        _isInString = _isEscaped;
        return piece[(at + 1)..];
    }

    private ReadOnlySpan<char> Outside(ReadOnlySpan<char> piece)
    {
        var at = piece.IndexOfAny(Marks);
        if (at < 0)
        {
            return [];
        }

        switch (piece[at])
        {
            case '"':
                _isInString = true;
                break;
            case '{' or '[':
                _depth++;
                break;
            default:
                _depth--;
                _isClosed = _depth == 0;
                _isBroken = _depth < 0;
                break;
        }

        return piece[(at + 1)..];
    }
}
