// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong in the text of a NumPy dtype, and where. */
class NumpyDtypeErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "<c32 # 'c32' (long complex) is not supported # save it as c16",
        "<U0 # the length of NumPy type 'U0' must be 1 to 536870911 # characters, as in U12",
        "U536870912 # the length of NumPy type 'U536870912' must be 1 to 536870911 # as in U12",
        "O # 'O' (object) is not supported # it holds pickled Python objects",
        "<f16 # 'f16' (long double) is not supported # save it as f8",
        "<g # 'g' (long double) is not supported # save it as f8",
        "<M8[x] # unknown unit of NumPy type 'M8[x]' at column 2 # the units are Y, M, W, D",
        "<M8[0us] # unknown unit of NumPy type 'M8[0us]' # with or without a number before",
        "m8[9999999999s] # unknown unit of NumPy type 'm8[9999999999s]' # the units are",
        "<M4 # unknown NumPy type 'M4' # M8 and m8 with a unit",
        "i3 # unknown NumPy type 'i3' at column 1 of \"i3\" # the types are ?, b1, e, f2, f4, f8,"
            + " i1",
        "<int32 # unknown NumPy type 'int32' at column 2 of \"<int32\" # the types are ?, b1",
        "S0 # the length of NumPy type 'S0' must be 1 to 2147483647 at column 1 # as in S12",
        "<V # the length of NumPy type 'V' must be 1 to 2147483647 # as in V12",
        "V9999999999 # the length of NumPy type 'V9999999999' must be 1 to 2147483647 # V12",
        "< # expected a NumPy type at column 2 of \"<\" # found the end",
        "<i4 x # expected ',' or the end of the NumPy type at column 5 # found 'x'",
        "<i4,,u1 # expected a NumPy type at column 5 of \"<i4,,u1\" # found ','",
        "0i4 # the size of an array must be 1 to 2147483647, found 0 at column 1 # correct",
        "(2,0)i4 # the size of an array must be 1 to 2147483647, found 0 at column 4 # correct",
        "(2;3)i4 # expected ',' or ')' in the shape at column 3 of \"(2;3)i4\" # found ';'",
        "(65536,65536)u1 # the shape [65536, 65536] is not possible at column 1 # is longer than",
        "float128 # 'float128' (long double) is not supported at column 1 # save it as f8",
        "dtype('O') # 'O' (object) is not supported at column 8 # it holds pickled",
        "object # 'object' (object) is not supported at column 1 # it holds pickled",
        "[('', 'StringDType()')] # (variable-width string) is not supported # save it as U",
        "[('a','int')] # 'int' of field 'a' (integer of the machine that runs Python) is not #"
            + " int64",
        "dtype([('a', 'i1')], align=True) # 'align' leaves the offsets out, and alignment differs"
            + " between machines at column 22 # write str(dtype), which has them",
        "dtype('i4') x # expected the end at column 13 # found 'x'",
        "dtype('i4', copy=True) # expected ')' or align= after a dtype # found 'copy'",
        "dtype('i4' # expected ')' after a dtype at column 11 # found the end",
        "(numpy.foo, ['x']) # expected a NumPy type # found the name numpy.foo",
        "[('','V4'),('','V4')] # expected at least one field at column 1 # found none",
        "[] # expected at least one field at column 1 of \"[]\" # found none",
        "[('a','i3')] # unknown NumPy type 'i3' of field 'a' at column 8 of \"[('a','i3')]\" #"
            + " types",
        "[('a','\\x69\\x33')] # unknown NumPy type 'i3' of field 'a' at column 8 # the types are",
        "[('a','i4,f16')] # 'f16' of field 'a' (long double) is not supported at column 11 # f8",
        "[('a','<i4'),('a','<i8')] # duplicate field 'a' at column 15 # the field at column 3 has",
        "[('f1','<i4'),('','<i4')] # duplicate field 'f1' at column 16 # the field at column 3 has",
        "[('a','<i4',(0,))] # the size of an array of field 'a' must be 1 to 2147483647 at column"
            + " 14 # found the number 0",
        "[('a','<i4','x')] # the size of an array of field 'a' must be # found the string 'x'",
        "[('a','V2147483647'),('b','u1')] # the record must have at most 2147483647 bytes, but"
            + " field 'b' ends at 2147483648 at column 23 # make it shorter",
        "[('a',)] # expected a field as ('name', type) or ('name', type, shape) at column 2"
            + " # found a tuple of 1",
        "['a'] # expected a field as ('name', type) # found the string 'a'",
        "[(1,'<i4')] # expected the name of a field at column 3 # found the number 1",
        "[('a',None)] # expected a NumPy type of field 'a' (a string, a list of fields # found"
            + " None",
        "[('a',True)] # expected a NumPy type of field 'a' # found True",
        "[('a','<i4') # expected ',' or ']' at column 13 # found the end",
        "[('a' '<i4')] # expected ',' or ')' at column 7 of # found '''",
        "[('a,'<i4')] # expected ',' or ')' at column 7 # found '<'",
        "[('a','<i4)] # a string has no end at column 7 # close it with '",
        "[(a,'<i4')] # expected a string, a number or a bracket at column 3 # found 'a': put names",
        "[('a','<i4')]] # expected the end at column 14 # found ']'",
        "[('\\q','<i4')] # unknown escape in a string at column 4 # write the character itself",
        "[('\\x4','<i4')] # broken escape in a string at column 4 # write the character itself",
        "[('\\UFFFFFFFF','<i4')] # broken escape in a string at column 4 # write the character",
        "[('a','<i4',-)] # expected a number at column 14 # found ')'",
        "{'names':['a']} # expected a list under 'formats' of a dtype at column 1 # no such key",
        "{'names':'a','formats':['<i4']} # expected a list under 'names' # found the string 'a'",
        "{'names':['a'],'formats':['<i4','u1']} # expected as many 'formats' as 'names' (1) # 2",
        "{'names':['a'],'formats':['<i4'],'offsets':[]} # expected as many 'offsets' as # found 0",
        "{'names':['a'],'formats':['<i4'],'offsets':[-1]} # the offset of field 'a' must be 0 to"
            + " 2147483647 at column 45 # found the number -1",
        "{'names':['a'],'formats':['<i4'],'offsets':[2147483647]} # field 'a' ends at 2147483651"
            + " # make it shorter",
        "{'names':['a'],'formats':['<i4'],'itemsize':3} # the itemsize must be 4 to 2147483647"
            + " at column 45 # found the number 3",
        "{'names':['a'],'formats':['<i4'],'aligned':True} # 'aligned' needs 'offsets' and"
            + " 'itemsize' # add both",
        "{'names':['a'],'formats':['<i4'],'offset':[0]} # unknown key 'offset' of a dtype at column"
            + " 34 # did you mean offsets?",
        "{'a':('<i4',0)} # unknown key 'a' of a dtype at column 2 # the keys are names, formats,",
        "{'names':['a'],'names':['b']} # the dict has the string 'names' twice at column 16 # keep",
        "{1:2} # expected a string as key at column 2 # found the number 1",
        "{'names' ['a']} # expected ':' after a key at column 10 # found '['",
        "{'names':['a'] 'formats':['<i4']} # expected ',' or '}' at column 16 # found '''",
        "{'names':[1],'formats':['<i4']} # expected the name of a field at column 11 # number 1",
        "{'names':[''],'formats':['<i4']} # a field has an empty name at column 11 # give it a"
            + " name",
        "('<i4',) # expected a NumPy type (a string, a list # found a tuple of 1",
      })
  void errorsNameTheFieldTheColumnAndTheRemedy(String row) {
    List<String> parts = List.of(row.split(" # ", -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumpyDtypeParserTest.parse(parts.get(0)))
        .withMessageStartingWith("layout: ")
        .withMessageContaining(parts.get(1))
        .withMessageContaining(parts.get(2));
  }

  @Test
  void structsNestTo32LevelsAndNoDeeper() {
    assertThat(NumpyDtypeParserTest.parse(nested(32)).recordLength()).isEqualTo(4);
    assertThat(NumpyDtypeParserTest.parse(NumpyDtypeParserTest.parse(nested(32)).toString()))
        .isEqualTo(NumpyDtypeParserTest.parse(nested(32)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumpyDtypeParserTest.parse(nested(33)))
        .withMessageStartingWith("layout: the type of field 'a' nests deeper than 32 structs at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "(", "{'a':", "[('a',", "({'names':["})
  void bracketsWithoutEndDoNotOverflowTheStack(String open) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> NumpyDtypeParserTest.parse(open.repeat(LayoutText.MAX_LENGTH / open.length())))
        .withMessageContaining("the text nests deeper than 128 brackets");
  }

  @Test
  void theLongestTextsTakeNoLongerThanTheirLength() {
    int count = LayoutText.MAX_LENGTH / 3 - 1;
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(NumpyDtypeParserTest.parse("S1,".repeat(count)).fields()).hasSize(count));
  }

  private static String nested(int depth) {
    return "[('a',".repeat(depth) + "'<i4'" + ")]".repeat(depth);
  }
}
