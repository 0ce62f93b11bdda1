using Skills.Jinja.Ast;

namespace Skills.Jinja.Compilation;

/// <summary>The names of one scope, by Jinja's rules: what is read before it is set comes from outside, what is set in a branch may come from outside.</summary>
internal sealed class Symbols
{
    private readonly Symbols? _parent;
    private readonly Symbols? _base;
    private readonly Dictionary<string, Slot> _slots;
    private readonly Dictionary<string, Slot> _refs = [];
    private readonly Dictionary<Slot, Load> _loads = [];
    private readonly HashSet<string> _stores = [];

    internal Symbols(Function function, Symbols? parent)
    {
        (Function, _parent) = (function, parent);
        _slots = [];
    }

    private Symbols(Symbols original)
    {
        (Function, _parent, _base) = (original.Function, original._parent, original);
        _slots = original._slots;
    }

    internal Function Function { get; }

    internal IReadOnlyDictionary<Slot, Load> Loads => _loads;

    /// <summary>Notes the names this scope looks up from outside when it is entered.</summary>
    internal void NoteUndeclared(NameUses uses, Func<string, bool> isGlobal)
    {
        foreach (var (slot, load) in _loads)
        {
            if (load.Kind == LoadKind.Resolve && !isGlobal(slot.Name))
            {
                uses.AddUndeclared(slot.Name);
            }
        }
    }

    internal bool IsStored(string name) => _stores.Contains(name) || (_base?.IsStored(name) ?? false);

    /// <summary>Whether this scope or one around it sets a name.</summary>
    internal bool IsStoredAnywhere(string name) => IsStored(name) || (_parent?.IsStoredAnywhere(name) ?? false);

    internal Slot? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope._parent)
        {
            for (var layer = scope; layer is not null; layer = layer._base)
            {
                if (layer._refs.TryGetValue(name, out var slot))
                {
                    return slot;
                }
            }
        }

        return null;
    }

    /// <summary>What a slot is filled with on entry, in whatever scope declared it.</summary>
    internal Load? FindLoad(Slot slot)
    {
        for (var scope = this; scope is not null; scope = scope._parent)
        {
            for (var layer = scope; layer is not null; layer = layer._base)
            {
                if (layer._loads.TryGetValue(slot, out var load))
                {
                    return load;
                }
            }
        }

        return null;
    }

    internal void Read(string name)
    {
        if (Find(name) is null)
        {
            Define(name, new(LoadKind.Resolve));
        }
    }

    internal void Store(string name)
    {
        _stores.Add(name);
        if (!IsReferenced(name))
        {
            var outer = _parent?.Find(name);
            Define(name, outer is null ? new(LoadKind.Undefined) : new(LoadKind.Alias, outer));
        }
    }

    internal Slot Parameter(string name)
    {
        _stores.Add(name);
        return Define(name, new(LoadKind.Parameter));
    }

    /// <summary>A layer for one branch of an if.</summary>
    internal Symbols Branch() => new(this);

    /// <summary>Takes in what the branches of an if refer to. What only some of them set keeps its outer value in the others.</summary>
    internal void Merge(params ReadOnlySpan<Symbols> branches)
    {
        var stores = new Dictionary<string, int>();
        foreach (var branch in branches)
        {
            foreach (var name in branch._stores)
            {
                if (!IsStored(name))
                {
                    stores[name] = stores.GetValueOrDefault(name) + 1;
                }
            }
        }

        foreach (var branch in branches)
        {
            foreach (var (name, slot) in branch._refs)
            {
                _refs[name] = slot;
            }

            foreach (var (slot, load) in branch._loads)
            {
                _loads[slot] = load;
            }

            _stores.UnionWith(branch._stores);
        }

        foreach (var (name, count) in stores)
        {
            // A name that every branch sets needs no value from outside.
            if (count != branches.Length)
            {
                var outer = _parent?.Find(name);
                _loads[Find(name)!] = outer is null ? new(LoadKind.Resolve) : new(LoadKind.Alias, outer);
            }
        }
    }

    /// <summary>All names set here and outside, with their places: what an included template sees.</summary>
    internal Dictionary<string, Slot> Stored()
    {
        var all = new Dictionary<string, Slot>();
        for (var scope = this; scope is not null; scope = scope._parent)
        {
            for (var layer = scope; layer is not null; layer = layer._base)
            {
                foreach (var name in layer._stores)
                {
                    if (!all.ContainsKey(name))
                    {
                        all[name] = Find(name)!;
                    }
                }
            }
        }

        return all;
    }

    private bool IsReferenced(string name)
    {
        for (var layer = this; layer is not null; layer = layer._base)
        {
            if (layer._refs.ContainsKey(name))
            {
                return true;
            }
        }

        return false;
    }

    private Slot Define(string name, Load load)
    {
        if (!_slots.TryGetValue(name, out var slot))
        {
            slot = Function.NewSlot(name);
            _slots[name] = slot;
        }

        _refs[name] = slot;
        _loads[slot] = load;
        return slot;
    }
}
