namespace Skills.Jinja;

/// <summary>An object of the host that templates may read by attribute. Nothing else of it is reachable.</summary>
/// <remarks>Members are asked for while a template renders, on the rendering thread; they must not throw. Names beginning with <c>_</c> are never asked for.</remarks>
public interface IJinjaObject
{
    /// <summary>What error messages call the object's type. Default <c>object</c>.</summary>
    string TypeName => "object";

    /// <summary>Gets the names of the members that <c>tojson</c> and <c>items</c> show, in order. Default null: the object has no such form.</summary>
    IReadOnlyCollection<string>? MemberNames => null;

    /// <summary>Gives a member's value, or false when there is no such member.</summary>
    bool TryGetMember(string name, out object? value);

    /// <summary>What <c>{{ object }}</c> prints.</summary>
    string ToTemplateText();
}
