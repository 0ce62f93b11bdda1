using System.Buffers;
using System.Runtime.CompilerServices;

namespace Skills.Json.Canonical;

/// <summary>Writes the values of a tape in canonical form. A value that is canonical already is copied; members are sorted by their place in the text.</summary>
internal ref struct CanonicalJsonWriter
{
    private const int FirstScratch = 256;

    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<TapeRow> _rows;
    private readonly IBufferWriter<byte> _output;
    private Span<byte> _room;
    private int _used;

    // A stack of the members of the objects under way, so that nothing is taken from the thread's.
    private int[] _scratch = ArrayPool<int>.Shared.Rent(FirstScratch);
    private int _top;

    public CanonicalJsonWriter(ReadOnlySpan<byte> text, ReadOnlySpan<TapeRow> rows, IBufferWriter<byte> output)
    {
        _text = text;
        _rows = rows;
        _output = output;
        _room = output.GetSpan();
    }

    public void Write(int row)
    {
        ref readonly var value = ref _rows[row];
        switch (value.Kind)
        {
            case TapeKind.Object:
                WriteObject(row);
                break;
            case TapeKind.Array:
                WriteArray(row);
                break;
            case TapeKind.PlainText or TapeKind.Literal:
                Put(_text.Slice(value.Start, value.Length));
                break;
            case TapeKind.EscapedText:
                Flush();
                CanonicalJsonString.Write(_text.Slice(value.Start + 1, value.Length - 2), _output);
                _room = _output.GetSpan();
                break;
            case TapeKind.Integer when value.Length <= CanonicalNumber.ExactDigits && (value.Length != 2 || _text[value.Start] != '-'):
                Put(_text.Slice(value.Start, value.Length));
                break;
            default:
                Flush();
                CanonicalNumber.Write(_text.Slice(value.Start, value.Length), _output);
                _room = _output.GetSpan();
                break;
        }
    }

    /// <summary>Hands over the bytes written, and returns the rented memory.</summary>
    public void Dispose()
    {
        Flush();
        ArrayPool<int>.Shared.Return(_scratch);
        _scratch = [];
    }

    private void WriteArray(int row)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Put((byte)'[');
        var end = _rows[row].Next;
        for (var item = row + 1; item < end; item = _rows[item].Next)
        {
            if (item != row + 1)
            {
                Put((byte)',');
            }

            Write(item);
        }

        Put((byte)']');
    }

    private void WriteObject(int row)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Put((byte)'{');
        var below = _top;
        var count = Sorted(row);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                Put((byte)',');
            }

            var name = _scratch[below + i];
            Write(name);
            Put((byte)':');
            Write(name + 1);
        }

        _top = below;
        Put((byte)'}');
    }

    // Leaves the rows of the names in their order on the stack.
    private int Sorted(int row)
    {
        var below = _top;
        var end = _rows[row].Next;
        var escaped = false;
        for (var name = row + 1; name < end; name = _rows[name + 1].Next)
        {
            escaped |= _rows[name].Kind == TapeKind.EscapedText;
            Push(name);
        }

        var names = _scratch.AsSpan(below, _top - below);
        if (!escaped && names.Length <= MemberNames.Few)
        {
            new MemberNames(_text, _rows, null).Sort(names);
        }
        else if (escaped || !AreInOrder(names))
        {
            SortMany(below, names.Length, escaped);
        }

        return names.Length;
    }

    private readonly bool AreInOrder(ReadOnlySpan<int> names)
    {
        for (var i = 1; i < names.Length; i++)
        {
            if (MemberNames.Compare(NameOf(names[i - 1]), NameOf(names[i])) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private void SortMany(int below, int count, bool escaped)
    {
        var names = escaped ? new string[count] : null;
        for (var i = 0; i < names?.Length; i++)
        {
            names[i] = CanonicalJsonString.Unescape(NameOf(_scratch[below + i]));
        }

        Reserve(count * 3);
        new MemberNames(_text, _rows, names).Sort(_scratch.AsSpan(below, count), _scratch.AsSpan(_top, count * 3));
    }

    private readonly ReadOnlySpan<byte> NameOf(int row) => _text.Slice(_rows[row].Start + 1, _rows[row].Length - 2);

    private void Push(int name)
    {
        Reserve(1);
        _scratch[_top++] = name;
    }

    private void Reserve(int count)
    {
        if (_top + count > _scratch.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent((_top + count) * 2);
            _scratch.AsSpan(0, _top).CopyTo(larger);
            ArrayPool<int>.Shared.Return(_scratch);
            _scratch = larger;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(byte value)
    {
        if (_used == _room.Length)
        {
            MakeRoom(1);
        }

        _room[_used++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _room.Length - _used)
        {
            PutFurther(bytes);
            return;
        }

        bytes.CopyTo(_room[_used..]);
        _used += bytes.Length;
    }

    // A long text goes in pieces, so that the output need not hold it whole.
    private void PutFurther(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_used == _room.Length)
            {
                MakeRoom(1);
            }

            var piece = Math.Min(bytes.Length, _room.Length - _used);
            bytes[..piece].CopyTo(_room[_used..]);
            _used += piece;
            bytes = bytes[piece..];
        }
    }

    private void MakeRoom(int size)
    {
        Flush();
        _room = _output.GetSpan(size);
    }

    private void Flush()
    {
        _output.Advance(_used);
        _used = 0;
        _room = default;
    }
}
