/* needs: none; timeout: 120
 *
 * The library's own test entry says that nothing fails. */
#include "test.h"

int main(void) {
        CHECK_INT(rd_kafka_unittest(), 0);
        return 0;
}
