using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Skills.Engine.Compilation;

/// <summary>
/// Keeps what a part compiled from a skill: by reference first, then by content, so that a host that builds an equal skill
/// for every call still compiles once. Bounded: when full, the content table starts again. Thread-safe; two first callers may
/// both compile, and one result is kept. A compilation that throws is not kept.
/// </summary>
internal sealed class PerSkill<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(Func<Skill, T> compile, int capacity) where T : class
{
    private readonly ConditionalWeakTable<Skill, T> _byReference = [];
    private readonly ConcurrentDictionary<string, T> _byContent = new();

    public T Get(Skill skill) => _byReference.TryGetValue(skill, out var known) ? known : GetByContent(skill);

    private T GetByContent(Skill skill)
    {
        var hash = SkillHash.Of(skill);
        if (!_byContent.TryGetValue(hash, out var compiled))
        {
            compiled = compile(skill);
            if (_byContent.Count >= capacity)
            {
                _byContent.Clear();
            }

            compiled = _byContent.GetOrAdd(hash, compiled);
        }

        return _byReference.GetValue(skill, _ => compiled);
    }
}
