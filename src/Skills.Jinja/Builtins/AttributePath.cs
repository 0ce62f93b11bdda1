using System.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Attribute arguments of filters: <c>"a.b.0"</c>, or an index.</summary>
internal readonly struct AttributePath
{
    private readonly Value[] _parts;

    // The only name of a path in UTF-8, in which dicts made of JSON look it up.
    private readonly byte[]? _utf8;

    internal AttributePath(Value attribute)
    {
        _parts = attribute.Kind switch
        {
            ValueKind.None => [],
            ValueKind.String => Split(attribute.String),
            _ => [attribute],
        };
        _utf8 = _parts is [{ IsString: true }] ? Encoding.UTF8.GetBytes(_parts[0].String) : null;
    }

    internal Value Get(RenderState state, Value item, Value fallback = default)
    {
        if (_utf8 is not null && item.Ref is DictValue dict && dict.TryGetString(_parts[0].String, _utf8, out var found) && !found.IsUndefined)
        {
            return found;
        }

        foreach (var part in _parts)
        {
            item = Access.Item(state, item, part);
            if (!fallback.IsMissing && !fallback.IsNone && item.IsUndefined)
            {
                item = fallback;
            }
        }

        return item;
    }

    private static Value[] Split(string path) => path.Contains('.', StringComparison.Ordinal) ? Array.ConvertAll(path.Split('.'), Part) : [Part(path)];

    // Jinja turns parts of digits into integers: "items.0".
    private static Value Part(string part) => part.Length > 0 && IsDigits(part) && long.TryParse(part, out var index) ? Value.Of(index) : Value.Of(part);

    private static bool IsDigits(string part)
    {
        foreach (var c in part)
        {
            if (!char.IsDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
