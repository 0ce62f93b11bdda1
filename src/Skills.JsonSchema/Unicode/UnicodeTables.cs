using System.Collections.Frozen;
using System.Text;

namespace Skills.JsonSchema.Unicode;

/// <summary>Unicode properties by the names of ECMA-262, from data in the assembly (Unicode 16; see make-tables.mjs).</summary>
internal static class UnicodeTables
{
    private static readonly Lazy<FrozenDictionary<string, Lazy<CodePointSet>>> Tables = new(static () => Index(Read()));

    /// <summary>The set under a name such as <c>Alphabetic</c>, <c>gc=Lu</c>, <c>sc=Greek</c>, <c>scx=Grek</c>, <c>jt=D</c> or <c>bc=AL</c>.</summary>
    public static CodePointSet? Find(string name)
    {
        if (name == "Any")
        {
            return CodePointSet.All;
        }

        if (name == "Assigned")
        {
            return Find("gc=Cn")!.Complement();
        }

        return Tables.Value.TryGetValue(name, out var table) ? table.Value : null;
    }

    public static CodePointSet Get(string name) => Find(name) ?? throw new ArgumentException($"There is no table {name}.", nameof(name));

    private static byte[] Read()
    {
        using var stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream("unicode-tables.bin")!;
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }

    private static FrozenDictionary<string, Lazy<CodePointSet>> Index(byte[] data)
    {
        var tables = new Dictionary<string, Lazy<CodePointSet>>(StringComparer.Ordinal);
        for (var at = 0; at < data.Length;)
        {
            var names = Encoding.ASCII.GetString(data, at + 1, data[at]);
            at += 1 + data[at];
            var start = at;
            var table = new Lazy<CodePointSet>(() => Unpack(data, start));
            foreach (var name in names.Split(','))
            {
                tables.TryAdd(name, table);
            }

            for (var bounds = Number(data, ref at); bounds > 0; bounds--)
            {
                Number(data, ref at);
            }
        }

        return tables.ToFrozenDictionary();
    }

    private static CodePointSet Unpack(byte[] data, int offset)
    {
        var ranges = new List<(int, int)>();
        var bound = 0;
        for (var bounds = Number(data, ref offset); bounds > 0; bounds -= 2)
        {
            var first = bound += Number(data, ref offset);
            bound = bounds > 1 ? bound + Number(data, ref offset) : CodePointSet.Last + 1;
            ranges.Add((first, bound - 1));
        }

        return new(ranges);
    }

    private static int Number(byte[] data, ref int at)
    {
        var value = 0;
        var shift = 0;
        byte next;
        do
        {
            next = data[at++];
            value |= (next & 127) << shift;
            shift += 7;
        }
        while (next >= 128);

        return value;
    }
}
