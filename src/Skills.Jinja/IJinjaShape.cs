namespace Skills.Jinja;

/// <summary>Describes what is known of a value before a template is rendered: its members and its items.</summary>
/// <remarks>
/// <see cref="JinjaTemplate.FindUndeclared"/> follows a template's names through it. Implement it over whatever describes your data, such as a JSON Schema or a record type.
/// Implementations must be safe for recursive shapes: members are asked for one at a time, so a shape may return itself.
/// </remarks>
public interface IJinjaShape
{
    /// <summary>Gets the names of the known members, in the order in which suggestions prefer them. May be empty for an open shape.</summary>
    IEnumerable<string> MemberNames { get; }

    /// <summary>Gets the shape of the items when the value is a list; null when nothing is known of them.</summary>
    IJinjaShape? Items { get; }

    /// <summary>Looks up a member.</summary>
    /// <param name="name">The member's exact name.</param>
    /// <param name="member">The member's shape; null when nothing is known of it.</param>
    /// <returns>False when a value of this shape is not declared to have such a member. An open shape returns true for every name.</returns>
    bool TryGetMember(string name, out IJinjaShape? member);
}
