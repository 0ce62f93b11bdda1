internal static partial class Ambient
{
    public static SkillTestRunner runner => null!;
    public static SkillTestReport report => null!;
    public static SkillDefinition definition => null!;
}
