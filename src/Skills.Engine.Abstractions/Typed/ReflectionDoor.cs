namespace Skills.Engine.Typed;

/// <summary>What the compiler says of methods that read types by reflection.</summary>
internal static class ReflectionDoor
{
    public const string Message = "The type is read by reflection. In a trimmed or ahead-of-time compiled program, use the overload that takes a JsonTypeInfo, or a client generated from a skill file.";
}
