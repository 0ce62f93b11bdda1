using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Attributes and items, inside the sandbox.</summary>
internal static class Access
{
    // The immutable sandbox of Jinja, https://jinja.palletsprojects.com/en/stable/sandbox/: a template must not change the caller's data.
    private static readonly HashSet<string> ListMutators = ["append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"];

    private static readonly HashSet<string> DictMutators = ["clear", "pop", "popitem", "setdefault", "update"];

    private static readonly HashSet<string> SetMutators = ["add", "clear", "discard", "pop", "remove", "update"];

    /// <summary><c>value.name</c>.</summary>
    internal static Value Attribute(RenderState state, Value value, string name)
    {
        // https://jinja.palletsprojects.com/en/stable/templates/#variables: a dot looks for the attribute first, brackets for the item.
        if (TryPythonAttribute(state, value, name, out var found))
        {
            return found;
        }

        return TryItem(state, value, Value.Of(name), out found) ? found : Missing(state, value, Value.Of(name));
    }

    /// <summary><c>value[key]</c>.</summary>
    internal static Value Item(RenderState state, Value value, Value key)
    {
        if (TryItem(state, value, key, out var found))
        {
            return found;
        }

        return key.IsString && TryPythonAttribute(state, value, key.String, out found) ? found : Missing(state, value, key);
    }

    /// <summary>An attribute in Python's sense, or an undefined value that says why it is refused.</summary>
    internal static bool TryPythonAttribute(RenderState state, Value value, string name, out Value found)
    {
        // The sandbox refuses such names, since they lead to Python's internals.
        if (name.StartsWith('_'))
        {
            found = PrivateNames.Exists(value, name) ? Unsafe(state, value, name) : default;
            return !found.IsMissing || (value.Ref is UndefinedValue && UndefinedMember(value, name, out found));
        }

        if (!TryMember(state, value, name, out found))
        {
            return false;
        }

        if (IsRefused(state, value, name))
        {
            found = Unsafe(state, value, name);
        }

        return true;
    }

    internal static Value Missing(RenderState state, Value owner, Value key)
    {
        if (owner.Ref is UndefinedValue { Mode: JinjaUndefined.Chainable })
        {
            return owner;
        }

        if (owner.Ref is UndefinedValue undefined)
        {
            throw undefined.Fault();
        }

        return key.IsString
            ? Value.Of(new UndefinedValue(state.Options.Undefined, key.String, owner.Ref is HeapValue and not Scalar ? null : Types.Describe(owner)) { Owner = owner.Ref as HeapValue })
            : MissingElement(state, owner, Printing.Repr(state, key));
    }

    /// <summary>Says that an object has no element with a key, given as Python spells it.</summary>
    internal static Value MissingElement(RenderState state, Value owner, string key) =>
        Value.Of(new UndefinedValue(state.Options.Undefined, key, Types.Describe(owner), nonStringKey: true));

    private static bool UndefinedMember(Value value, string name, out Value found)
    {
        // Python asks for protocol names of any object; an undefined value answers that it has none.
        found = default;
        return name.StartsWith("__", StringComparison.Ordinal) ? false : ((UndefinedValue)value.Heap).Mode == JinjaUndefined.Chainable ? false : throw ((UndefinedValue)value.Heap).Fault();
    }

    private static bool TryMember(RenderState state, Value value, string name, out Value found)
    {
        switch (value.Kind)
        {
            case ValueKind.String or ValueKind.Int or ValueKind.Bool or ValueKind.BigInt or ValueKind.Float:
                return state.Functions.TryBind(value, name, out found);
            case ValueKind.None or ValueKind.Missing:
                found = default;
                return false;
            default:
                return value.Heap.TryGetAttribute(state, name, out found);
        }
    }

    private static bool TryItem(RenderState state, Value value, Value key, out Value found)
    {
        if (value.Kind == ValueKind.String)
        {
            found = default;
            if ((key.IsInt || key.IsBool) && Slices.TryCharAt(state, value.String, key.Int, out var character))
            {
                found = Value.Text(character, value.IsMarkup);
            }

            return !found.IsMissing;
        }

        if (value.Ref is HeapValue heap)
        {
            return heap.TryGetItem(state, key, out found);
        }

        found = default;
        return false;
    }

    private static bool IsRefused(RenderState state, Value value, string name) =>
        state.Options.Sandbox == JinjaSandbox.Immutable && value.Kind switch
        {
            ValueKind.List => ListMutators.Contains(name),
            ValueKind.Dict => DictMutators.Contains(name),
            ValueKind.Set => SetMutators.Contains(name),
            _ => false,
        };

    private static Value Unsafe(RenderState state, Value value, string name) => Value.Of(new UndefinedValue(
        state.Options.Undefined,
        name,
        hint: $"access to attribute {Repr.Of(name)} of {Repr.Of(Types.Name(value).Split('.')[^1])} object is unsafe.",
        kind: JinjaErrorKind.Security));
}
