internal static partial class Ambient
{
    public static SkillResult result => null!;
}
