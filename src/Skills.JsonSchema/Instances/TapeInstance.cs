using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Skills.JsonSchema.Instances;

/// <summary>An instance laid out on a <see cref="Tape"/>; a value is the index of its row.</summary>
internal readonly ref struct TapeInstance(ReadOnlySpan<byte> text, ReadOnlySpan<TapeRow> rows) : IInstance<int, TapeCursor, TapeCursor>
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<TapeRow> _rows = rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JsonValueKind Kind(int value) => _rows[value].Kind;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Raw(int value)
    {
        ref readonly var row = ref _rows[value];
        return _text.Slice(row.Start, row.Length);
    }

    public int Count(int value, JsonValueKind kind) => _rows[value].Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TapeCursor Members(int value) => new() { Row = value + 1, End = _rows[value].Next };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(ref TapeCursor cursor, out ReadOnlySpan<byte> name, out int value)
    {
        if (cursor.Row >= cursor.End)
        {
            name = default;
            value = 0;
            return false;
        }

        name = Raw(cursor.Row);
        value = cursor.Row + 1;
        cursor.Row = _rows[value].Next;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TapeCursor Items(int value) => new() { Row = value + 1, End = _rows[value].Next };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(ref TapeCursor cursor, out int value)
    {
        value = cursor.Row;
        if (value >= cursor.End)
        {
            return false;
        }

        cursor.Row = _rows[value].Next;
        return true;
    }
}
