using Parquet;
using Parquet.Schema;

namespace Skills.Engine.Batches.Parquet.Files;

/// <summary>The values of one column in one row group.</summary>
internal static class ParquetColumn
{
    private static readonly Dictionary<Type, Func<ParquetRowGroupReader, DataField, int, CancellationToken, Task<Func<int, object?>>>> Readers = new()
    {
        [typeof(string)] = TextAsync,
        [typeof(ReadOnlyMemory<char>)] = TextAsync,
        [typeof(byte[])] = BytesAsync,
        [typeof(ReadOnlyMemory<byte>)] = BytesAsync,
        [typeof(bool)] = ValuesAsync<bool>,
        [typeof(byte)] = ValuesAsync<byte>,
        [typeof(sbyte)] = ValuesAsync<sbyte>,
        [typeof(short)] = ValuesAsync<short>,
        [typeof(ushort)] = ValuesAsync<ushort>,
        [typeof(int)] = ValuesAsync<int>,
        [typeof(uint)] = ValuesAsync<uint>,
        [typeof(long)] = ValuesAsync<long>,
        [typeof(ulong)] = ValuesAsync<ulong>,
        [typeof(float)] = ValuesAsync<float>,
        [typeof(double)] = ValuesAsync<double>,
        [typeof(decimal)] = ValuesAsync<decimal>,
        [typeof(DateTime)] = ValuesAsync<DateTime>,
        [typeof(DateOnly)] = ValuesAsync<DateOnly>,
        [typeof(TimeOnly)] = ValuesAsync<TimeOnly>,
        [typeof(TimeSpan)] = ValuesAsync<TimeSpan>,
        [typeof(Guid)] = ValuesAsync<Guid>,
    };

    /// <summary>Reads the column, and returns its values by row from 0.</summary>
    public static Task<Func<int, object?>> ReadAsync(ParquetRowGroupReader group, DataField field, int rows, CancellationToken cancellationToken) => Readers.TryGetValue(field.ClrType, out var read)
        ? read(group, field, rows, cancellationToken)
        : throw new BatchSourceException($"The column '{field.Name}' has the type {field.ClrType.Name}, which is not supported.");

    private static async Task<Func<int, object?>> TextAsync(ParquetRowGroupReader group, DataField field, int rows, CancellationToken cancellationToken)
    {
        var values = new string?[rows];
        await group.ReadAsync(field, values.AsMemory()!, cancellationToken: cancellationToken).ConfigureAwait(false);
        return i => values[i];
    }

    private static async Task<Func<int, object?>> BytesAsync(ParquetRowGroupReader group, DataField field, int rows, CancellationToken cancellationToken)
    {
        var values = new byte[]?[rows];
        await group.ReadAsync(field, values.AsMemory()!, cancellationToken: cancellationToken).ConfigureAwait(false);
        return i => values[i];
    }

    private static async Task<Func<int, object?>> ValuesAsync<T>(ParquetRowGroupReader group, DataField field, int rows, CancellationToken cancellationToken)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var given = new T[rows];
            await group.ReadAsync(field, given.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
            return i => given[i];
        }

        var values = new T?[rows];
        await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return i => values[i];
    }
}
