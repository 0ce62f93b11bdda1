using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Engine.Outputs.Reading;

namespace Skills.Engine.Outputs.Streaming;

/// <summary>
/// Reads the beginning of a JSON text by JSON's grammar: the value so far, with open strings, lists and objects as far as they
/// go, words and numbers taken for what they begin to be, and members without a value left out.
/// </summary>
internal ref struct PartialJson
{
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789+-.eE");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly ReadOnlySpan<char> _text;
    private readonly Utf8JsonWriter _writer;
    private readonly int _maxDepth;
    private int _at;
    private int _depth;

    private PartialJson(ReadOnlySpan<char> text, Utf8JsonWriter writer, int maxDepth)
    {
        _text = text;
        _writer = writer;
        _maxDepth = maxDepth;
    }

    /// <summary>The value so far; null when the text cannot become JSON, or holds no value yet.</summary>
    /// <param name="text">The beginning of a text.</param>
    /// <param name="maxDepth">Deepest nesting read.</param>
    /// <param name="isComplete">Whether the value is whole.</param>
    public static JsonElement? TryRead(ReadOnlySpan<char> text, int maxDepth, out bool isComplete)
    {
        isComplete = false;
        using var buffer = new JsonBuffer(text.Length);
        using (var writer = buffer.NewWriter())
        {
            var reader = new PartialJson(text.TrimEnd(" \t\r\n"), writer, maxDepth);
            reader.Space();
            if (reader.Ended || !reader.Value(out isComplete))
            {
                return null;
            }

            reader.Space();
            if (!reader.Ended)
            {
                return null;
            }
        }

        return buffer.ToValue(maxDepth + 2);
    }

    private readonly bool Ended => _at >= _text.Length;

    private void Space()
    {
        while (!Ended && _text[_at] is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    // Each reader gives false when the text cannot be JSON; whole says whether the value ended.
    private bool Value(out bool whole)
    {
        whole = false;
        switch (_text[_at])
        {
            case '{':
                return Nested(isObject: true, out whole);
            case '[':
                return Nested(isObject: false, out whole);
            case '"':
                if (!String(out var text, out whole))
                {
                    return false;
                }

                _writer.WriteStringValue(text);
                return true;
            case 't':
                return Word("true", out whole);
            case 'f':
                return Word("false", out whole);
            case 'n':
                return Word("null", out whole);
            default:
                return Number(out whole);
        }
    }

    private bool Nested(bool isObject, out bool whole)
    {
        whole = false;
        if (++_depth > _maxDepth)
        {
            return false;
        }

        Open(isObject);
        _at++;
        var read = isObject ? Members(out whole) : Items(out whole);
        Close(isObject);
        _depth--;
        return read;
    }

    private readonly void Open(bool isObject)
    {
        if (isObject)
        {
            _writer.WriteStartObject();
        }
        else
        {
            _writer.WriteStartArray();
        }
    }

    private readonly void Close(bool isObject)
    {
        if (isObject)
        {
            _writer.WriteEndObject();
        }
        else
        {
            _writer.WriteEndArray();
        }
    }

    private bool Items(out bool whole)
    {
        whole = false;
        for (var first = true; ; first = false)
        {
            Space();
            if (Ended)
            {
                return true;
            }

            if (first && _text[_at] == ']')
            {
                _at++;
                whole = true;
                return true;
            }

            if (!Value(out var ended))
            {
                return false;
            }

            if (!ended && Ended)
            {
                return true;
            }

            if (!Next(']', out whole, out var stop) || stop)
            {
                return whole || stop;
            }
        }
    }

    private bool Members(out bool whole)
    {
        whole = false;
        for (var first = true; ; first = false)
        {
            Space();
            if (Ended)
            {
                return true;
            }

            if (first && _text[_at] == '}')
            {
                _at++;
                whole = true;
                return true;
            }

            if (!Member(out var stop))
            {
                return false;
            }

            if (stop)
            {
                return true;
            }

            if (!Next('}', out whole, out stop) || stop)
            {
                return whole || stop;
            }
        }
    }

    private bool Member(out bool stop)
    {
        stop = true;
        if (_text[_at] != '"' || !String(out var name, out var ended))
        {
            return false;
        }

        Space();
        if (!ended || Ended)
        {
            return true;
        }

        if (_text[_at++] != ':')
        {
            return false;
        }

        Space();
        if (Ended)
        {
            return true;
        }

        _writer.WritePropertyName(name);
        var read = Value(out ended);
        stop = !ended && Ended;
        return read;
    }

    // After a value: a comma and more, the closing bracket, or the end of the text.
    private bool Next(char closer, out bool whole, out bool stop)
    {
        (whole, stop) = (false, false);
        Space();
        if (Ended)
        {
            stop = true;
            return true;
        }

        if (_text[_at] == closer)
        {
            _at++;
            (whole, stop) = (true, true);
            return true;
        }

        if (_text[_at] != ',')
        {
            return false;
        }

        _at++;
        Space();
        return Ended || _text[_at] != closer;
    }

    private bool Word(string word, out bool whole)
    {
        var rest = _text[_at..];
        var length = Math.Min(rest.Length, word.Length);
        whole = length == word.Length;
        if (!rest[..length].SequenceEqual(word.AsSpan(0, length)))
        {
            return false;
        }

        _at += length;
        _writer.WriteRawValue(word, skipInputValidation: true);
        return true;
    }

    private bool Number(out bool whole)
    {
        var length = _text[_at..].IndexOfAnyExcept(NumberLetters) is >= 0 and var end ? end : _text.Length - _at;
        var number = _text.Slice(_at, length);
        whole = _at + length < _text.Length;
        _at += length;
        if (BareReader.IsJsonNumber(number))
        {
            _writer.WriteRawValue(number, skipInputValidation: true);
            return true;
        }

        // 1. and 1e+ may still become numbers.
        var begun = number.TrimEnd("+-").TrimEnd("eE").TrimEnd('.');
        if (whole || !BareReader.IsJsonNumber(begun) || !BareReader.IsJsonNumber(string.Concat(number, "0")))
        {
            return !whole && number is "-" && Skip();
        }

        _writer.WriteRawValue(begun, skipInputValidation: true);
        return true;
    }

    private readonly bool Skip()
    {
        _writer.WriteNullValue();
        return true;
    }

    private bool String(out string text, out bool whole)
    {
        text = "";
        whole = false;
        var buffer = new StringBuilder();
        for (_at++; !Ended; _at++)
        {
            var c = _text[_at];
            if (c == '"')
            {
                _at++;
                whole = true;
                break;
            }

            if (c < ' ' || (c == '\\' && !Escape(buffer)))
            {
                return false;
            }

            if (c != '\\')
            {
                buffer.Append(c);
            }
        }

        if (buffer.Length > 0 && char.IsHighSurrogate(buffer[^1]))
        {
            buffer.Length--;
        }

        text = buffer.ToString();
        return true;
    }

    // Leaves the place on the last character of the escape.
    private bool Escape(StringBuilder buffer)
    {
        if (_at + 1 >= _text.Length)
        {
            return true;
        }

        _at++;
        if (_text[_at] == 'u')
        {
            return Unicode(buffer);
        }

        var index = "\"\\/bfnrt".IndexOf(_text[_at]);
        if (index < 0)
        {
            return false;
        }

        buffer.Append("\"\\/\b\f\n\r\t"[index]);
        return true;
    }

    private bool Unicode(StringBuilder buffer)
    {
        var hex = _text.Slice(_at + 1, Math.Min(4, _text.Length - _at - 1));
        if (hex.ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        _at += hex.Length;
        if (hex.Length == 4)
        {
            buffer.Append((char)ushort.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }

        return true;
    }
}
